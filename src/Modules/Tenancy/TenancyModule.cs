using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Features;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy;

/// <summary>Tenants, and the organizations and groups below them.</summary>
public sealed class TenancyModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "tenancy";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<TenancyOptions>()
        .Schema()
        .Scoped<TenancyDb>()
        .Contract<ITenants, TenantsContract>()
        .Contract<IStructure, TenantsContract>()
        .Contract<IScopeNodes, TenantsContract>()
        .Port<ITenantDirectory, TenantDirectory>()
        .Scoped<DeletionDb>()
        .Works<RemoveTenants>()
        .Scoped<QuotaLimitDb>()
        .Scoped<QuotaViews>()
        .Scoped<PlanDb>()
        .Scoped<TrialDb>()
        .Scoped<UsageDb>()
        .Scoped<PlanChanges>()
        .Scoped<PlanViews>()
        .Scoped<UsageViews>()
        .Port<IOperatorTenants, OperatorTenants>()
        .Works<MeasureTenants>()
        .Works<TellOfTrials>()
        .Counts<TenancyOptions>(ApiCalls.Quota, o => o.ApiCallsPerDay)
        .Counts<TenancyOptions>(TenantQuotas.Storage, o => o.StorageBytesPerTenant)
        .Offers(TenancyFlags.ChildTenants)
        .Singleton<TenantStates>()
        .Singleton<TenantLimits>()
        .Singleton<TenantPlans>()
        .Register(services => services
            .AddSingleton<ITenantStates>(s => s.GetRequiredService<TenantStates>())
            .AddSingleton<IQuotaLimits>(s => s.GetRequiredService<TenantLimits>())
            .AddSingleton<IFlags>(s => s.GetRequiredService<TenantPlans>())
            .AddHostedService<WatchTenants>())
        .Permissions(TenancyPermissions.All)
        .Feature<CreateTenant>()
        .Feature<ListTenants>()
        .Feature<GetTenant>()
        .Feature<UpdateTenant>()
        .Feature<SuspendTenant>()
        .Feature<ResumeTenant>()
        .Feature<DeleteTenant>()
        .Feature<ListDeletions>()
        .Feature<SetProviderAccess>()
        .Feature<MoveTenant>()
        .Feature<GetQuotas>()
        .Feature<SetQuotas>()
        .Feature<ListPlans>()
        .Feature<GetPlan>()
        .Feature<SetPlan>()
        .Feature<StartTrial>()
        .Feature<ExtendTrial>()
        .Feature<EndTrial>()
        .Feature<SetFlags>()
        .Feature<GetUsage>()
        .Feature<ListUsage>()
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
        .Publishes<TenantCreated>(TenancyPermissions.TenantRead)
        .Publishes<TenantSuspended>(TenancyPermissions.TenantRead)
        .Publishes<TenantResumed>(TenancyPermissions.TenantRead)
        .Publishes<TenantDeletionAsked>(TenancyPermissions.TenantRead)
        .Publishes<TenantRemoved>(TenancyPermissions.TenantRead)
        .Publishes<TenantAccessChanged>(TenancyPermissions.TenantRead)
        .Publishes<TenantMoved>(TenancyPermissions.TenantRead)
        .Publishes<TenantQuotasChanged>(TenancyPermissions.TenantRead)
        .Publishes<TenantPlanChanged>(TenancyPermissions.TenantRead)
        .Publishes<TenantTrialStarted>(TenancyPermissions.TenantRead)
        .Publishes<TenantTrialExtended>(TenancyPermissions.TenantRead)
        .Publishes<TenantTrialEnding>(TenancyPermissions.TenantRead)
        .Publishes<TenantTrialEnded>(TenancyPermissions.TenantRead)
        .Publishes<TenantFlagsChanged>(TenancyPermissions.TenantRead)
        .Publishes<OrganizationCreated>(TenancyPermissions.StructureRead)
        .Publishes<OrganizationRenamed>(TenancyPermissions.StructureRead)
        .Publishes<OrganizationDeleted>(TenancyPermissions.StructureRead)
        .Publishes<GroupCreated>(TenancyPermissions.StructureRead)
        .Publishes<GroupRenamed>(TenancyPermissions.StructureRead)
        .Publishes<GroupDeleted>(TenancyPermissions.StructureRead);
}
