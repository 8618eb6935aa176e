using System.Text.Json;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Makes an account for a person with an address in one of the tenant's domains (RFC 7644, 3.3). It has no password and no role: the person comes in by single sign-on, or by a reset.</summary>
internal sealed class CreateScimUser(ProvisionedUsers all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/scim/v2/Users", (ScimBody body, ScimBase at, CreateScimUser feature, OpContext op, CancellationToken ct) => feature.Handle(op, body.Json, at, ct).ToScim())
        .TakesScim<UserResource>()
        .AnswersScim<UserResource>(201);

    public async Task<Result<ScimReply>> Handle(OpContext op, JsonElement body, ScimBase at, CancellationToken ct) => UserDraft.Read(body).Fails(out var draft, out var problem)
        ? problem
        : (await all.Create(op, draft, ct)).Map(made => ScimViews.Reply(made, at, Projection.All, 201));
}
