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

/// <summary>Removes a person's account, as the console does; their sessions go with it (RFC 7644, 3.6).</summary>
internal sealed class DeleteScimUser(ProvisionedUsers all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/scim/v2/Users/{id}", (UserId id, IfMatch match, DeleteScimUser feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToScim())
        .Produces(204)
        .SpeaksScim();

    public async Task<Result<ScimReply>> Handle(OpContext op, UserId id, IfMatch match, CancellationToken ct) => (await all.Delete(op, id, match, ct)).Map(_ => new ScimReply(null, 204));
}
