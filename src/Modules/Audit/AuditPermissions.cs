using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Audit;

/// <summary>The rights of this module.</summary>
internal static class AuditPermissions
{
    public static Permission Read { get; } =
        new("audit", "read", "Search the audit log and take proofs from it.", StockRole.ReadOnly, StockRole.SecurityAnalyst, StockRole.Auditor);

    public static IReadOnlyList<Permission> All { get; } = [Read];
}
