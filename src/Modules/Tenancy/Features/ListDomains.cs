using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Domains;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>The tenant's domains, and those that are to be, newest first.</summary>
internal sealed class ListDomains(DomainDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(DomainPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/domains", (PageQuery page, ListDomains feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(DomainView.From));

    public async Task<Result<Page<TenantDomain>>> Handle(OpContext op, PageRequest page, CancellationToken ct) => page.Cut(await db.Domains(op, page, ct), d => d.Id.Value);
}
