using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>A domain that a tenant has added.</summary>
public readonly partial record struct DomainId(Guid Value) : IId<DomainId>;

/// <summary>A domain that is a tenant's.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Which.</param>
/// <param name="Name">In ASCII and lower case.</param>
public sealed record VerifiedDomain(TenantId Tenant, DomainId Id, string Name);

/// <summary>Which domains are which tenants', from memory; a second old at most.</summary>
public interface IDomains
{
    /// <summary>The tenant's domain of this name; null when it is nobody's.</summary>
    /// <param name="name">As after the @ of a mail address, in whatever case.</param>
    VerifiedDomain? Find(string name);

    /// <summary>The names of a tenant's verified domains, in ASCII and lower case.</summary>
    IReadOnlyList<string> Of(TenantId tenant);

    /// <summary>A domain that the operation's tenant has added, verified or not; null when there is none.</summary>
    Task<string?> Name(OpContext op, DomainId id, CancellationToken ct);
}

/// <summary>Told of a domain that is about to be gone, or is the tenant's no longer; implemented by modules that do something for its people.</summary>
public interface IDomainUse
{
    /// <summary>Adds to the change that it is not done any more.</summary>
    void End(Change change, DomainId id);
}

/// <summary>A domain is the tenant's: it says so itself.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Name">In ASCII and lower case.</param>
public sealed record DomainVerified(DomainId Domain, string Name) : IEvent
{
    static string IEvent.Name => "domain.verified";
}

/// <summary>A domain is the tenant's no longer: it has not said so for a week.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Name">In ASCII and lower case.</param>
public sealed record DomainLapsed(DomainId Domain, string Name) : IEvent
{
    static string IEvent.Name => "domain.lapsed";
}

/// <summary>A domain was taken away from the tenant's.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Name">In ASCII and lower case.</param>
public sealed record DomainRemoved(DomainId Domain, string Name) : IEvent
{
    static string IEvent.Name => "domain.removed";
}
