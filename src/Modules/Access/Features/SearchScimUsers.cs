using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The same list, asked for by a body: what is looked for is in no address then, and in no log of addresses (RFC 7644, 3.4.3).</summary>
internal sealed class SearchScimUsers(ListScimUsers list) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/scim/v2/Users/.search", (ScimBody body, ScimBase at, SearchScimUsers feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, ScimSearch.Of(body.Json, FilterDb.Users), at, ct).ToScim())
        .TakesScim<SearchResource>()
        .AnswersScim<ListResource<UserResource>>();

    public Task<Result<ScimReply>> Handle(OpContext op, Result<ScimSearch> wanted, ScimBase at, CancellationToken ct) => list.Handle(op, wanted, at, ct);
}
