using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="RequireSecondFactor">Whether everybody needs a second factor.</param>
internal sealed record SetSignInRulesRequest(bool RequireSecondFactor);

/// <summary>
/// Says what the tenant asks of whoever acts in it. Where it asks for a second factor, sessions that were opened with a password alone end, and who has none sets
/// one up at the next sign-in. Whoever asks for it has one.
/// </summary>
internal sealed class SetSignInRules(SignInRuleDb db, SignInRules rules, Sessions sessions, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/sign-in-rules", (SetSignInRulesRequest request, IfMatch match, SetSignInRules feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, match, ct).ToHttp(SignInRulesView.From));

    public async Task<Result<SignInRule>> Handle(OpContext op, SetSignInRulesRequest request, IfMatch match, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if (request.RequireSecondFactor && !op.Principal.Methods.HasSecondFactor())
        {
            return AccessProblems.SetUpYourOwnFirst;
        }

        await using var change = db.Change();
        if ((await match.Take(SignInRuleDb.ForUpdate(change, ct), AccessProblems.UserNotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        var after = new SignInRule(request.RequireSecondFactor, time.GetUtcNow(), before.Version + 1);
        SignInRuleDb.Update(change, after);
        if (after.RequireSecondFactor)
        {
            await sessions.EndWithoutSecondFactor(change, null, null, ct);
        }

        change.Publish(new SignInRulesChanged(after.RequireSecondFactor));
        change.Audit(AuditFact.Of("sign_in_rules", op.Tenant.Value, "", SignInRulesView.From(before), SignInRulesView.From(after)) with { Category = AuditCategory.SystemConfig });
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await rules.Refresh(CancellationToken.None);
        return after;
    }
}
