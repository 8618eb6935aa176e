using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Features;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tenancy.Placing;

/// <summary>What the logs have of moves: the tenant's own, and that of who asked for it. It is carried there, since the tenant may be closed at the moment.</summary>
internal static class PlacingFacts
{
    /// <summary>How a relocation has ended.</summary>
    public static void Tell(Change across, Relocation relocation)
    {
        foreach (var tenant in new[] { relocation.Tenant, relocation.AskedIn }.Where(t => t != default).Distinct())
        {
            var log = across.In(tenant);
            log.Audit(Fact(relocation));
            if (relocation.State == RelocationState.Done)
            {
                log.Publish(new TenantPlaced(relocation.Tenant, relocation.To.Kind));
            }
            else
            {
                log.Publish(new TenantPlacementFailed(relocation.Tenant, relocation.Error));
            }
        }
    }

    /// <summary>A relocation, for a log.</summary>
    public static AuditFact Fact(Relocation relocation) => new(
        "tenant", relocation.Tenant.Value, null, AuditFact.Show(PlaceView.From(relocation.From)), AuditFact.Show(RelocationView.Of(relocation)))
    {
        Category = AuditCategory.SystemConfig,
        Severity = relocation.State == RelocationState.Failed ? AuditSeverity.Warning : AuditSeverity.Info,
    };
}
