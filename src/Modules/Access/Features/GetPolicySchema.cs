using Holdfast.Modules.Access.Authorization;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The words of policies.</summary>
/// <param name="Text">In Cedar's syntax for schemas.</param>
internal sealed record PolicySchemaView(string Text);

/// <summary>What policies are written about: types, actions and the context, for people and for Cedar's own tools.</summary>
internal sealed class GetPolicySchema(PolicyVocabulary vocabulary) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadPolicies);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/policies/schema", (GetPolicySchema feature) => Task.FromResult(feature.Handle()).ToHttp());

    public Result<PolicySchemaView> Handle() => new PolicySchemaView(vocabulary.SchemaText);
}
