using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The people that the identity provider keeps, as far as a filter holds of them (RFC 7644, 3.4.2).</summary>
internal sealed class ListScimUsers(ProvisionedUsers all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/scim/v2/Users", ([AsParameters] ScimQuery query, ScimBase at, ListScimUsers feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, ScimSearch.Of(query, FilterDb.Users), at, ct).ToScim())
        .AnswersScim<ListResource<UserResource>>()
        .SpeaksScim();

    public async Task<Result<ScimReply>> Handle(OpContext op, Result<ScimSearch> wanted, ScimBase at, CancellationToken ct)
    {
        if (wanted.Fails(out var search, out var problem))
        {
            return problem;
        }

        var (total, found) = await all.Search(op, search.Condition, search.Order, search.StartIndex - 1, search.Count, search.Projection.Wants("groups"), ct);
        return search.Reply(total, [.. found.Select(u => ScimViews.View(u, at, search.Projection))]);
    }
}
