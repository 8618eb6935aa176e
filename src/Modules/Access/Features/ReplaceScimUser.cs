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

/// <summary>Says anew what a person is: what is not said is taken away, but for whether they may sign in (RFC 7644, 3.5.1).</summary>
internal sealed class ReplaceScimUser(ProvisionedUsers all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/scim/v2/Users/{id}", (UserId id, ScimBody body, IfMatch match, ScimBase at, ReplaceScimUser feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, body.Json, match, at, ct).ToScim())
        .TakesScim<UserResource>()
        .AnswersScim<UserResource>();

    public async Task<Result<ScimReply>> Handle(OpContext op, UserId id, JsonElement body, IfMatch match, ScimBase at, CancellationToken ct) =>
        (await all.Change(op, id, match, _ => UserDraft.Read(body), ct)).Map(changed => ScimViews.Reply(changed, at, Projection.All));
}
