using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The tenant's policies, newest first.</summary>
internal sealed class ListPolicies(PolicyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadPolicies);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/policies", (PageQuery page, ListPolicies feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(PolicyView.From));

    public async Task<Result<Page<AccessPolicy>>> Handle(OpContext op, PageRequest page, CancellationToken ct) => page.Cut(await db.Policies(op, page, ct), p => p.Id.Value);
}
