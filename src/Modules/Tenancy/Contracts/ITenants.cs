using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>A tenant, as other modules see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Its name in addresses: 3 to 63 of a-z, 0-9 and hyphens.</param>
/// <param name="Name">Its name for people.</param>
public sealed record TenantSummary(TenantId Id, string Slug, string Name);

/// <summary>Makes and finds tenants.</summary>
public interface ITenants
{
    /// <summary>What is wrong with a company's name; null when it will do.</summary>
    Problem? CheckName(string company);

    /// <summary>Adds a new tenant to a change in the control store that acts for that tenant.</summary>
    TenantSummary Create(Change change, string company);

    /// <summary>The tenant of an operation.</summary>
    Task<TenantSummary?> Find(OpContext op, CancellationToken ct);

    /// <summary>A tenant below the operation's, and how much its people may do there; null when there is none of this id or slug below.</summary>
    /// <param name="across">A change in the control store that sees all tenants.</param>
    /// <param name="idOrSlug">Which.</param>
    /// <param name="ct">Cancels.</param>
    Task<TenantBelow?> FindBelow(Change across, string idOrSlug, CancellationToken ct);

    /// <summary>A tenant wherever it stands, and how much somebody of the platform may do there; null when there is none of this id or slug.</summary>
    /// <param name="across">A change in the control store that sees all tenants.</param>
    /// <param name="idOrSlug">Which.</param>
    /// <param name="ct">Cancels.</param>
    Task<TenantBelow?> FindForPlatform(Change across, string idOrSlug, CancellationToken ct);

    /// <summary>The tenant of a change in the control store, read inside it.</summary>
    Task<TenantSummary?> Find(Change change, CancellationToken ct);

    /// <summary>The tenant of this id or slug, wherever it stands; null when there is none. Whoever asks has made sure that its caller may know of it.</summary>
    /// <param name="across">A change in the control store that sees all tenants.</param>
    /// <param name="idOrSlug">Which.</param>
    /// <param name="ct">Cancels.</param>
    Task<TenantSummary?> Find(Change across, string idOrSlug, CancellationToken ct);

    /// <summary>Those of some tenants that there are, wherever they stand.</summary>
    Task<IReadOnlyList<TenantSummary>> Named(IReadOnlyList<TenantId> some, CancellationToken ct);
}

/// <summary>How much people of the tenants above may do in a tenant when they act in it.</summary>
public enum ProviderAccess
{
    /// <summary>Nothing: they may not act in it.</summary>
    None,

    /// <summary>See what they may see in their own tenant, and change nothing.</summary>
    Read,

    /// <summary>What they may do in their own tenant.</summary>
    Full,
}

/// <summary>A tenant in which somebody of a tenant above wants to act.</summary>
/// <param name="Tenant">Which.</param>
/// <param name="Access">How much they may do there: what it allows, and each tenant between; for somebody of the platform, each tenant above it.</param>
public sealed record TenantBelow(TenantSummary Tenant, ProviderAccess Access);

/// <summary>Ends what people of tenants above are doing in a tenant; implemented by the module that lets them in.</summary>
public interface IVisits
{
    /// <summary>Ends all visits in a tenant and in those below it of people from elsewhere.</summary>
    /// <param name="across">A change in the control store that sees all tenants.</param>
    /// <param name="tenants">All of them.</param>
    /// <param name="ct">Cancels.</param>
    Task End(Change across, IReadOnlyList<TenantId> tenants, CancellationToken ct);
}

/// <summary>Told of a tenant that is about to be removed; implemented by modules that have something of it elsewhere than in its own rows: outside, at the broker, in other tenants' rows.</summary>
public interface ITenantRemoval
{
    /// <summary>Takes it away. It may be asked again after a failure, and then does what is left to do.</summary>
    /// <param name="op">Of the platform, in the tenant that goes: its rows are still there.</param>
    /// <param name="ct">Cancels.</param>
    Task Remove(OpContext op, CancellationToken ct);
}

/// <summary>Signs for the platform what it says of itself; implemented by the module that keeps the logs.</summary>
public interface IPlatformStatements
{
    /// <summary>The text as a C2SP signed note of the platform's key.</summary>
    /// <param name="text">Lines, each with its newline, and no other control characters.</param>
    /// <param name="ct">Cancels.</param>
    Task<string> Sign(string text, CancellationToken ct);

    /// <summary>What the log of the operation's tenant has come to: the last checkpoint's note; null when it has none.</summary>
    Task<string?> LastCheckpoint(OpContext op, CancellationToken ct);

    /// <summary>Size and root of a tenant's log, computed from the tree as it stands where it is read.</summary>
    Task<string> LogRoot(IReads reads, TenantId tenant, CancellationToken ct);
}

/// <summary>A group with the organization that it belongs to.</summary>
public sealed record GroupSummary(GroupId Id, OrganizationId Organization, string Name, string OrganizationName)
{
    /// <summary>Its place in the tenant's tree.</summary>
    public ScopePath Place => new(Organization.Value, Id.Value, null);
}

/// <summary>An organization, as other modules see it.</summary>
public sealed record OrganizationSummary(OrganizationId Id, string Name);

/// <summary>The tree below a tenant. Groups are answered whatever the operation's reach: ask it about their place.</summary>
public interface IStructure
{
    /// <summary>One group; null when there is none.</summary>
    Task<GroupSummary?> FindGroup(OpContext op, GroupId id, CancellationToken ct);

    /// <summary>The same, read inside a change in the tenant's store.</summary>
    Task<GroupSummary?> FindGroup(Change change, GroupId id, CancellationToken ct);

    /// <summary>All groups of the tenant with their organizations.</summary>
    Task<IReadOnlyList<GroupSummary>> Groups(OpContext op, CancellationToken ct);

    /// <summary>One organization; null when there is none within reach.</summary>
    Task<OrganizationSummary?> FindOrganization(OpContext op, OrganizationId id, CancellationToken ct);

    /// <summary>Whether there is such an organization within reach.</summary>
    Task<bool> HasOrganization(OpContext op, OrganizationId id, CancellationToken ct);
}

/// <summary>Asked before a group goes; implemented by modules that keep things in groups.</summary>
public interface IGroupContents
{
    /// <summary>Whether something of the module is in the group, read inside the change that would delete it.</summary>
    Task<bool> Any(Change change, GroupId id, CancellationToken ct);
}
