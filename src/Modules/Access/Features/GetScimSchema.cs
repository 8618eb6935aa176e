using System.ComponentModel;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What one kind of resource is made of (RFC 7644, 4).</summary>
internal sealed class GetScimSchema : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/scim/v2/Schemas/{uri}", ([Description("The URI of the schema.")] string uri, ScimBase at) => Task.FromResult(Handle(uri, at)).ToScim())
        .AnswersScim<SchemaResource>()
        .SpeaksScim();

    private static Result<ScimReply> Handle(string uri, ScimBase at) => ScimDiscovery.Schemas(at).FirstOrDefault(s => s.Id == uri) is { } schema ? new ScimReply(ScimJson.Write(schema)) : ProvisioningProblems.SchemaNotFound;
}
