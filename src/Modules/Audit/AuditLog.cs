using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "Audit entry {Entry} of tenant {Tenant} is not what was hashed when it was committed: it gets no place in the tree, and nothing is signed for it")]
    public static partial void EntryChanged(ILogger logger, Guid entry, Guid tenant);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Entries} audit entries of {Tenants} tenants in database {Database} have no place in the tree; the longest waiting, of tenant {Tenant}, since {Oldest}")]
    public static partial void Unplaced(ILogger logger, long entries, long tenants, string database, Guid tenant, DateTimeOffset oldest);
}
