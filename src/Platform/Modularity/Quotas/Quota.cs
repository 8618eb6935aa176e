using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>Something of which a tenant may have, or use, a limited amount.</summary>
/// <param name="Name">As in rows: lower snake case, in the plural; never renamed.</param>
/// <param name="Meaning">One sentence for the person who looks at the tenant's use.</param>
public sealed record Quota(string Name, string Meaning);

/// <summary>What a tenant has of a quota.</summary>
/// <param name="Used">Taken and settled.</param>
/// <param name="Reserved">Set aside for what is under way.</param>
public readonly record struct QuotaUse(long Used, long Reserved);

/// <summary>Limits that tenants have of their own. Asked inside changes, so it answers from memory.</summary>
public interface IQuotaLimits
{
    /// <summary>The limit; null when the tenant has none of its own and the usual one holds.</summary>
    long? Of(TenantId tenant, Quota quota);
}
