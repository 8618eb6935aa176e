using System.ComponentModel;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One kind of resource (RFC 7644, 4).</summary>
internal sealed class GetScimResourceType : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/scim/v2/ResourceTypes/{name}", ([Description("The name: User or Group.")] string name, ScimBase at) => Task.FromResult(Handle(name, at)).ToScim())
        .AnswersScim<ResourceTypeResource>()
        .SpeaksScim();

    private static Result<ScimReply> Handle(string name, ScimBase at) => ScimDiscovery.ResourceTypes(at).FirstOrDefault(t => t.Id == name) is { } type ? new ScimReply(ScimJson.Write(type)) : ProvisioningProblems.SchemaNotFound;
}
