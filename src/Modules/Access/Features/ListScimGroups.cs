using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The user groups that the identity provider keeps, as far as a filter holds of them (RFC 7644, 3.4.2).</summary>
internal sealed class ListScimGroups(ProvisionedGroups all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/scim/v2/Groups", ([AsParameters] ScimQuery query, ScimBase at, ListScimGroups feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, ScimSearch.Of(query, FilterDb.Groups), at, ct).ToScim())
        .AnswersScim<ListResource<GroupResource>>()
        .SpeaksScim();

    public async Task<Result<ScimReply>> Handle(OpContext op, Result<ScimSearch> wanted, ScimBase at, CancellationToken ct)
    {
        if (wanted.Fails(out var search, out var problem))
        {
            return problem;
        }

        return (await all.Search(op, search.Condition, search.Order, search.StartIndex - 1, search.Count, search.Projection.Wants("members"), ct))
            .Map(found => search.Reply(found.Total, [.. found.Groups.Select(g => ScimViews.View(g, at, search.Projection))]));
    }
}
