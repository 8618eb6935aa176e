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
}

/// <summary>A group with the organization that it belongs to.</summary>
public sealed record GroupSummary(GroupId Id, OrganizationId Organization, string Name, string OrganizationName);

/// <summary>An organization, as other modules see it.</summary>
public sealed record OrganizationSummary(OrganizationId Id, string Name);

/// <summary>The tree below a tenant.</summary>
public interface IStructure
{
    /// <summary>One group; null when there is none.</summary>
    Task<GroupSummary?> FindGroup(OpContext op, GroupId id, CancellationToken ct);

    /// <summary>All groups of the tenant with their organizations.</summary>
    Task<IReadOnlyList<GroupSummary>> Groups(OpContext op, CancellationToken ct);

    /// <summary>One organization; null when there is none.</summary>
    Task<OrganizationSummary?> FindOrganization(OpContext op, OrganizationId id, CancellationToken ct);

    /// <summary>Whether there is such an organization.</summary>
    Task<bool> HasOrganization(OpContext op, OrganizationId id, CancellationToken ct);
}

/// <summary>Asked before a group goes; implemented by modules that keep things in groups.</summary>
public interface IGroupContents
{
    /// <summary>Whether something of the module is in the group.</summary>
    Task<bool> Any(OpContext op, GroupId id, CancellationToken ct);
}
