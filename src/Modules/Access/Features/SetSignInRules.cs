using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="RequireSecondFactor">Whether everybody needs a second factor.</param>
/// <param name="SingleSignOn">Whether people sign in by the tenant's identity providers alone; absent, that stays as it is.</param>
internal sealed record SetSignInRulesRequest(bool RequireSecondFactor, SingleSignOnRule? SingleSignOn = null);

/// <summary>
/// Says what the tenant asks of whoever acts in it. Where it asks for a second factor, sessions that were opened with a password alone end, and who has none sets
/// one up at the next sign-in. Whoever asks for it has one. Where it asks for its identity providers, sessions that no provider opened end, but for those who are excepted.
/// </summary>
internal sealed class SetSignInRules(SignInRuleDb db, SignInRules rules, SingleSignOnRules sso, Sessions sessions, FreshSignIn fresh, TimeProvider time) : IFeature
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
        await AssignmentDb.Hold(change, ct);
        if ((await match.Take(SignInRuleDb.ForUpdate(change, ct), AccessProblems.UserNotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        var asked = request.SingleSignOn;
        var after = new SignInRule(
            request.RequireSecondFactor, asked?.Required ?? before.RequireSingleSignOn, asked is null ? before.ExceptFor : [.. asked.ExceptFor.Select(UserId.From)], time.GetUtcNow(), before.Version + 1);
        if (asked is not null && await Refusal(change, after, ct) is { } refused)
        {
            return refused;
        }

        SignInRuleDb.Update(change, after);
        if (after.RequireSingleSignOn)
        {
            await sso.EndOthers(change, null, after.ExceptFor, ct);
        }

        if (after.RequireSecondFactor)
        {
            await sessions.EndWithoutSecondFactor(change, null, null, ct);
        }

        change.Publish(new SignInRulesChanged(after.RequireSecondFactor, after.RequireSingleSignOn));
        change.Audit(AuditFact.Of("sign_in_rules", op.Tenant.Value, "", SignInRulesView.From(before), SignInRulesView.From(after)) with { Category = AuditCategory.SystemConfig });
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await rules.Refresh(CancellationToken.None);
        return after;
    }

    // Whoever is excepted matters where a domain asks for a provider, too.
    private async Task<Problem?> Refusal(Change change, SignInRule after, CancellationToken ct) =>
        await SingleSignOnRules.CheckExceptions(change, after.ExceptFor, ct)
            ?? (after.RequireSingleSignOn || await DomainAccessDb.AsksForSso(change, ct) ? await sso.Check(change, after.ExceptFor, ct) : null);
}
