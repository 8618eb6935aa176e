using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet;

/// <summary>What those above a tenant may see of its fleet.</summary>
internal sealed class FleetFigures(HealthDb health, TimeProvider time) : ITenantFigures
{
    private static readonly TimeSpan Reporting = TimeSpan.FromDays(1);

    public async Task<Figures> Add(OpContext op, Figures figures, CancellationToken ct)
    {
        var node = new Scope(ScopeLevel.Tenant, op.Tenant.Value);
        var (coverage, open) = (await health.Coverage(op, node, time.GetUtcNow() - Reporting, ct), await health.Open(op, ct));
        return figures with
        {
            Score = HealthNode.Round(await health.Score(op, node, ct)),
            Devices = coverage.Total,
            Reporting = coverage.Reporting,
            OpenFindings = open.Total,
        };
    }
}
