using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Tenancy.Placing;

/// <summary>
/// Drops schemas that were made for tenants which did not come to be: a process ended between making the one and the other. Only of no tenant that is there, only
/// where no row ever stood, and only some time after: who makes a tenant is done long before.
/// </summary>
internal sealed partial class DropOrphans(Placing placing, PlacementDb db, TimeProvider time, ILogger<DropOrphans> logger) : IReconciler
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public async Task Reconcile(CancellationToken ct)
    {
        // An id says when it was made.
        var made = (await placing.Untouched(ct)).Where(o => MadeAt(o.Tenant) is { } at && at < time.GetUtcNow() - Grace).ToList();
        if (made.Count == 0)
        {
            return;
        }

        var known = await db.Known([.. made.Select(o => o.Tenant.Value)], ct);
        foreach (var (database, tenant) in made.Where(o => !known.Contains(o.Tenant)))
        {
            await TenantRelocator.Vanish(database, tenant, ct);
            Dropped(logger, TenantRelocator.OwnSchema(tenant), database.Name);
        }
    }

    // Of what is no version 7 (RFC 9562, 5.7) nobody knows.
    private static DateTimeOffset? MadeAt(TenantId tenant) => tenant.Value.Version == 7
        ? DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(tenant.Value.ToString("N")[..12], 16))
        : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schema {Schema} in database {Database} was made for a tenant that did not come to be; it was empty and is dropped")]
    private static partial void Dropped(ILogger logger, string schema, string database);
}
