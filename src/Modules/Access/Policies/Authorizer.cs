using Holdfast.Modules.Access.Policies.Expressions;

namespace Holdfast.Modules.Access.Policies;

/// <summary>The answer to a <see cref="PolicyRequest"/>.</summary>
public enum Decision
{
    Deny,
    Allow,
}

/// <summary>A policy that could not be evaluated.</summary>
/// <param name="PolicyId">Which.</param>
/// <param name="At">Where in its text.</param>
/// <param name="Message">Why: an attribute that is not there, a wrong type, a number beyond bounds. It may name entities.</param>
public sealed record PolicyFailure(string PolicyId, TextPosition At, string Message);

/// <summary>A decision, and what made it.</summary>
/// <param name="Decision">Deny unless a policy permits and none forbids.</param>
/// <param name="Determining">The satisfied permits where it allows; the forbids where they deny; none where nothing permits.</param>
/// <param name="Failures">Policies that could not be evaluated.</param>
public sealed record AuthorizationAnswer(Decision Decision, IReadOnlyList<string> Determining, IReadOnlyList<PolicyFailure> Failures)
{
    /// <summary>The steps were used up before all policies were evaluated: denied, whatever was decided so far.</summary>
    public bool IsExhausted { get; init; }
}

/// <summary>What a forbid that cannot be evaluated does.</summary>
public enum FailedForbid
{
    /// <summary>It is skipped, as Cedar does.</summary>
    Skipped,

    /// <summary>It forbids: what was meant to be kept out stays out.</summary>
    Forbids,
}

/// <summary>
/// Decides: denied by default, a forbid beats every permit, a permit that fails is skipped. Source: https://docs.cedarpolicy.com/auth/authorization.html.
/// Bounded by <see cref="PolicyBounds.Steps"/>; beyond them it denies.
/// </summary>
public sealed class Authorizer(FailedForbid failedForbid, PolicyBounds? bounds = null)
{
    private readonly int steps = (bounds ?? PolicyBounds.Default).Steps;

    public AuthorizationAnswer Decide(PolicySet policies, PolicyRequest request, EntityStore entities)
    {
        var run = new Evaluation(request, entities, steps);
        List<string>? permits = null, forbids = null;
        List<PolicyFailure>? failures = null;
        foreach (var (policy, actionFits) in policies.Candidates(request, entities))
        {
            run.Begin();
            var satisfied = policy.IsSatisfied(run, actionFits);
            if (satisfied is null)
            {
                var (at, message) = run.Failure!.Value;
                (failures ??= []).Add(new(policy.Id, at, message));
                if (run.IsExhausted)
                {
                    return new(Decision.Deny, [], failures) { IsExhausted = true };
                }

                satisfied = policy.Effect == PolicyEffect.Forbid && failedForbid == FailedForbid.Forbids;
            }

            if (satisfied == true)
            {
                (policy.Effect == PolicyEffect.Permit ? permits ??= [] : forbids ??= []).Add(policy.Id);
            }
        }

        return forbids is not null
            ? new(Decision.Deny, forbids, failures ?? [])
            : new(permits is null ? Decision.Deny : Decision.Allow, permits ?? [], failures ?? []);
    }
}
