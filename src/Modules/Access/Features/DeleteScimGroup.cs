using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Removes a user group, and the roles that were given to it. Its members stay (RFC 7644, 3.6).</summary>
internal sealed class DeleteScimGroup(ProvisionedGroups all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/scim/v2/Groups/{id}", (UserGroupId id, IfMatch match, DeleteScimGroup feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToScim())
        .Produces(204)
        .SpeaksScim();

    public async Task<Result<ScimReply>> Handle(OpContext op, UserGroupId id, IfMatch match, CancellationToken ct) => (await all.Delete(op, id, match, ct)).Map(_ => new ScimReply(null, 204));
}
