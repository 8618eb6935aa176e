using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Says anew what a user group is, and who is in it (RFC 7644, 3.5.1).</summary>
internal sealed class ReplaceScimGroup(ProvisionedGroups all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/scim/v2/Groups/{id}", (UserGroupId id, ScimBody body, IfMatch match, ScimBase at, ReplaceScimGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, body.Json, match, at, ct).ToScim())
        .TakesScim<GroupResource>()
        .AnswersScim<GroupResource>();

    public async Task<Result<ScimReply>> Handle(OpContext op, UserGroupId id, JsonElement body, IfMatch match, ScimBase at, CancellationToken ct) =>
        (await all.Change(op, id, match, _ => GroupDraft.Read(body), ct)).Fails(out _, out var problem)
            ? problem
            : (await all.Find(op, id, withMembers: true, ct)).Map(group => ScimViews.Reply(group, at, Projection.All));
}
