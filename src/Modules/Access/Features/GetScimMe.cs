using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Who the caller is among the resources (RFC 7644, 3.11): nobody, and the answer says so as that asks for.</summary>
internal sealed class GetScimMe : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/scim/v2/Me", () => Task.FromResult(Handle()).ToScim()).SpeaksScim();

    private static Result<ScimReply> Handle() => ProvisioningProblems.NoMe;
}
