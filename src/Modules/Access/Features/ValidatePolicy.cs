using Holdfast.Modules.Access.Authorization;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Text">What would be a policy's text.</param>
internal sealed record ValidatePolicyRequest(string Text);

/// <summary>A statement of a text that could be read.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Effect">PERMIT or FORBID.</param>
/// <param name="Permissions">The permissions that its actions can be; none where the text cannot be saved.</param>
internal sealed record PolicyStatementView(int Line, PolicyDoes Effect, IReadOnlyList<string> Permissions);

/// <summary>What is to be said of a text.</summary>
/// <param name="Valid">Whether it can be saved.</param>
/// <param name="Problems">What is wrong with it, in the order of the text, at most 20; warnings among them.</param>
/// <param name="Statements">What it says, when it can be read.</param>
internal sealed record PolicyCheckView(bool Valid, IReadOnlyList<PolicyProblemView> Problems, IReadOnlyList<PolicyStatementView> Statements);

/// <summary>Says what is wrong with a policy's text, and where, and what it is about. Nothing is saved.</summary>
internal sealed class ValidatePolicy(PolicyTexts texts) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadPolicies);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/policies/validate", (ValidatePolicyRequest request, ValidatePolicy feature) => Task.FromResult(feature.Handle(request)).ToHttp());

    public Result<PolicyCheckView> Handle(ValidatePolicyRequest request)
    {
        var read = texts.Check(request.Text);
        return new PolicyCheckView(
            read.IsValid,
            [.. read.Problems.Select(PolicyProblemView.From)],
            [.. read.Statements.Select(s => new PolicyStatementView(s.At.Line, PolicyEffects.Of(s.Effect), read.IsValid ? texts.PermissionsOf([s]) : []))]);
    }
}
