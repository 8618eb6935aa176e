using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy;

/// <summary>What other modules may ask of tenants and their structure.</summary>
internal sealed class TenantsContract(TenancyDb db, IOptions<TenancyOptions> options, TimeProvider time) : ITenants, IStructure, IScopeNodes
{
    public Problem? CheckName(string company) => DisplayName.Check(company, "company");

    public TenantSummary Create(Change change, string company)
    {
        var tenant = Tenant.Found(change.Op.Tenant, null, company, time);
        TenancyDb.Insert(change, tenant);
        PlanDb.Found(change, tenant.Id, options.Value.DefaultPlan, tenant.CreatedAt, options.Value.MeasureEvery);
        change.Publish(new TenantCreated(tenant.Name, tenant.Slug));
        return Summary(tenant);
    }

    public async Task<TenantSummary?> Find(OpContext op, CancellationToken ct) =>
        await db.Tenant(op, op.Tenant, ct) is { } tenant ? Summary(tenant) : null;

    public async Task<TenantBelow?> FindBelow(Change across, string idOrSlug, CancellationToken ct) =>
        await TenancyDb.TenantNamed(across, idOrSlug, ct) is { } tenant && await TenancyDb.AccessTo(across, tenant.Id, ct) is { } access
            ? new TenantBelow(Summary(tenant), access)
            : null;

    public async Task<TenantBelow?> FindForPlatform(Change across, string idOrSlug, CancellationToken ct) => await TenancyDb.TenantNamed(across, idOrSlug, ct) is { } tenant
        ? new TenantBelow(Summary(tenant), await TenancyDb.AccessFromTop(across, tenant.Id, ct))
        : null;

    public async Task<TenantSummary?> Find(Change change, CancellationToken ct) =>
        await TenancyDb.Tenant(change, change.Op.Tenant, ct) is { } tenant ? Summary(tenant) : null;

    public async Task<TenantSummary?> Find(Change across, string idOrSlug, CancellationToken ct) =>
        await TenancyDb.TenantNamed(across, idOrSlug, ct) is { } tenant ? Summary(tenant) : null;

    public Task<IReadOnlyList<TenantSummary>> Named(IReadOnlyList<TenantId> some, CancellationToken ct) => db.Summaries([.. some.Select(t => t.Value)], ct);

    public async Task<GroupSummary?> FindGroup(Change change, GroupId id, CancellationToken ct) => (await TenancyDb.GroupSummaries(change, change.Op, id, ct)).FirstOrDefault();

    public async Task<GroupSummary?> FindGroup(OpContext op, GroupId id, CancellationToken ct) => (await db.GroupSummaries(op, id, ct)).FirstOrDefault();

    public async Task<IReadOnlyList<GroupSummary>> Groups(OpContext op, CancellationToken ct) => await db.GroupSummaries(op, null, ct);

    public async Task<OrganizationSummary?> FindOrganization(OpContext op, OrganizationId id, CancellationToken ct) =>
        await db.Organization(op, id, ct) is { } organization ? new(organization.Id, organization.Name) : null;

    public async Task<bool> HasOrganization(OpContext op, OrganizationId id, CancellationToken ct) => await db.Organization(op, id, ct) is not null;

    async ValueTask<ScopePath?> IScopeNodes.Find(OpContext op, Scope node, CancellationToken ct) => node.Level switch
    {
        ScopeLevel.Organization => await db.Organization(op with { Reach = Reach.All }, new OrganizationId(node.Id), ct) is { } organization ? organization.Place : null,
        ScopeLevel.Group => (await db.GroupSummaries(op, new GroupId(node.Id), ct)).FirstOrDefault() is { } group ? group.Place : null,
        _ => null,
    };

    private static TenantSummary Summary(Tenant tenant) => new(tenant.Id, tenant.Slug, tenant.Name);
}
