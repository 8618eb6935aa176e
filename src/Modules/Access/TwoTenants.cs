using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What concerns two tenants is said in both.</summary>
internal static class TwoTenants
{
    /// <summary>Says something in the logs of two tenants, and to those who listen there.</summary>
    /// <param name="across">With sight of all tenants; for one of the two, or for another that only sees to it.</param>
    /// <param name="one">One of them.</param>
    /// <param name="other">The other.</param>
    /// <param name="what">What has happened.</param>
    /// <param name="fact">The same for the log.</param>
    public static void SayInBoth<TEvent>(this Change across, TenantId one, TenantId other, TEvent what, AuditFact fact) where TEvent : IEvent
    {
        foreach (var tenant in new[] { one, other })
        {
            if (tenant == across.Op.Tenant)
            {
                across.Publish(what);
                across.Audit(fact);
            }
            else
            {
                across.In(tenant).Publish(what);
                across.In(tenant).Audit(fact);
            }
        }
    }
}
