using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What the resources are made of (RFC 7644, 4).</summary>
internal sealed class ListScimSchemas : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/scim/v2/Schemas", (ScimBase at) => Task.FromResult(Handle(at)).ToScim())
        .AnswersScim<ListResource<SchemaResource>>()
        .SpeaksScim();

    private static Result<ScimReply> Handle(ScimBase at) => ScimDiscovery.List(ScimDiscovery.Schemas(at));
}
