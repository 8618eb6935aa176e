using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Changes a user group by operations, all or none of them (RFC 7644, 3.5.2).</summary>
internal sealed class PatchScimGroup(ProvisionedGroups all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/scim/v2/Groups/{id}", (UserGroupId id, ScimBody body, IfMatch match, PatchScimGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, body.Json, match, ct).ToScim())
        .TakesScim<PatchResource>()
        .Produces(204);

    public async Task<Result<ScimReply>> Handle(OpContext op, UserGroupId id, JsonElement body, IfMatch match, CancellationToken ct) =>
        (await all.Change(op, id, match, draft => Patch.Read(body).Fails(out var patch, out var problem) ? problem : patch.Apply(draft), ct)).Map(changed => new ScimReply(null, 204, changed.Version));
}
