using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>What a tenant has of something, and how much it may have.</summary>
/// <param name="Quota">Its name.</param>
/// <param name="Meaning">What is counted.</param>
/// <param name="Limit">How much the tenant may have.</param>
/// <param name="Usual">How much a tenant may have that has no limit of its own.</param>
/// <param name="IsOwn">Whether the limit is the tenant's own.</param>
/// <param name="ExpiresAt">From when on the usual limit holds again; null when nothing ends.</param>
/// <param name="Used">How much it has.</param>
/// <param name="Reserved">How much is set aside for what is under way.</param>
internal sealed record QuotaView(string Quota, string Meaning, long Limit, long Usual, bool IsOwn, DateTimeOffset? ExpiresAt, long Used, long Reserved);

/// <summary>A tenant's quotas, by name.</summary>
/// <param name="Items">All that there are.</param>
/// <param name="Version">The tenant's: grows with every change of it; the answer's ETag, for If-Match.</param>
internal sealed record QuotasView(IReadOnlyList<QuotaView> Items, long Version) : IVersioned;

/// <summary>Reads what a tenant has, in its own store and in the control store.</summary>
internal sealed class QuotaViews(QuotaTable table, TenantLimits limits, IServiceProvider services)
{
    public async Task<QuotasView> Of(OpContext op, Tenant of, CancellationToken ct)
    {
        var tenant = of.Id;
        await using var scope = services.OpenOp(op.In(tenant));
        var own = await Quotas.CountAll(scope.ServiceProvider.GetRequiredService<TenantSession>(), tenant, ct);
        var control = await Quotas.CountAll(scope.ServiceProvider.GetRequiredService<ControlSession>(), tenant, ct);
        return new([.. table.All.Select(q => View(q.Quota, q.Usual, limits.Own(tenant, q.Quota), own.GetValueOrDefault(q.Quota.Name), control.GetValueOrDefault(q.Quota.Name)))], of.Version);
    }

    // What is counted stands in one of the two.
    private static QuotaView View(Quota quota, long usual, TenantLimit? limit, QuotaUse one, QuotaUse other) => new(
        quota.Name, quota.Meaning, limit?.Most ?? usual, usual, limit is not null, limit?.ExpiresAt, one.Used + other.Used, one.Reserved + other.Reserved);
}
