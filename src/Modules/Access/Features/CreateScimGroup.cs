using System.Text.Json;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Makes a user group that the identity provider keeps (RFC 7644, 3.3). What it may do is chosen in the console.</summary>
internal sealed class CreateScimGroup(ProvisionedGroups all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/scim/v2/Groups", (ScimBody body, ScimBase at, CreateScimGroup feature, OpContext op, CancellationToken ct) => feature.Handle(op, body.Json, at, ct).ToScim())
        .TakesScim<GroupResource>()
        .AnswersScim<GroupResource>(201);

    public async Task<Result<ScimReply>> Handle(OpContext op, JsonElement body, ScimBase at, CancellationToken ct) =>
        GroupDraft.Read(body).Fails(out var draft, out var problem) || (await all.Create(op, draft, ct)).Fails(out var made, out problem)
            ? problem
            : (await all.Find(op, made.Group.Id, withMembers: true, ct)).Map(group => ScimViews.Reply(group, at, Projection.All, 201));
}
