using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The kinds of resources (RFC 7644, 4).</summary>
internal sealed class ListScimResourceTypes : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/scim/v2/ResourceTypes", (ScimBase at) => Task.FromResult(Handle(at)).ToScim())
        .AnswersScim<ListResource<ResourceTypeResource>>()
        .SpeaksScim();

    private static Result<ScimReply> Handle(ScimBase at) => ScimDiscovery.List(ScimDiscovery.ResourceTypes(at));
}
