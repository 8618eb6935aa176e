using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Features;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tenancy;

/// <summary>Tenants, and the organizations and groups below them.</summary>
public sealed class TenancyModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "tenancy";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Schema()
        .Scoped<TenancyDb>()
        .Contract<ITenants, TenantsContract>()
        .Contract<IStructure, TenantsContract>()
        .Port<ITenantDirectory, TenantDirectory>()
        .Permissions(TenancyPermissions.All)
        .Feature<GetTenant>()
        .Feature<UpdateTenant>()
        .Feature<CreateOrganization>()
        .Feature<GetOrganization>()
        .Feature<ListOrganizations>()
        .Feature<UpdateOrganization>()
        .Feature<DeleteOrganization>()
        .Feature<CreateGroup>()
        .Feature<GetGroup>()
        .Feature<ListGroups>()
        .Feature<UpdateGroup>()
        .Feature<DeleteGroup>()
        .Publishes<TenantCreated>()
        .Publishes<OrganizationCreated>()
        .Publishes<OrganizationRenamed>()
        .Publishes<OrganizationDeleted>()
        .Publishes<GroupCreated>()
        .Publishes<GroupRenamed>()
        .Publishes<GroupDeleted>();
}
