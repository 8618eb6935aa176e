using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A policy of the tenant's own.</summary>
internal sealed class GetPolicy(PolicyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadPolicies);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/policies/{id}", (PolicyId id, GetPolicy feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PolicyView.From));

    public async Task<Result<AccessPolicy>> Handle(OpContext op, PolicyId id, CancellationToken ct) =>
        await db.Policy(op, id, ct) is { } policy ? policy : AccessProblems.PolicyNotFound;
}
