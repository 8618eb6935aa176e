using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What the tenant asks of whoever acts in it.</summary>
internal sealed class GetSignInRules(SignInRuleDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sign-in-rules", (GetSignInRules feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp(SignInRulesView.From));

    public async Task<Result<SignInRule>> Handle(OpContext op, CancellationToken ct) => await db.Of(op, ct);
}
