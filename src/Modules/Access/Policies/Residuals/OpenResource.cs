using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Residuals;

/// <summary>What one policy says when the resource is left open.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Holds">For which resources it is satisfied; for a forbid that is to forbid when it fails, those too for which it does.</param>
/// <param name="Failure">Why it could not be evaluated for some or all of them; null when it could.</param>
public sealed record OpenAnswer(Policy Policy, Residual Holds, PolicyFailure? Failure);

/// <summary>
/// Decides for all resources at once: what is left of each policy, once the principal, the action and the context are known, is a condition on where the resource
/// stands, and on its attributes. Of the resource a policy may ask by <c>==</c>, <c>in</c> and <c>is</c>, in its scope and its conditions, and for attributes by conditions that ask
/// for nothing else of it; <see cref="Check(Policy)"/> finds what is more.
/// </summary>
public sealed class OpenResource(FailedForbid failedForbid, PolicyBounds? bounds = null)
{
    private readonly int resourceSteps = (bounds ?? PolicyBounds.Default).ResourceSteps;

    // Stands for the resource where it does not matter: what would look at it was taken apart before.
    private static readonly EntityUid Nobody = new("", "");
    private readonly int steps = (bounds ?? PolicyBounds.Default).Steps;

    /// <summary>What a policy asks of the resource that cannot be answered for all resources at once; empty when nothing.</summary>
    public static IReadOnlyList<PolicyProblem> Check(Policy policy)
    {
        var problems = new List<PolicyProblem>();
        foreach (var (_, condition) in policy.Conditions)
        {
            Check(condition, problems);
        }

        return [.. problems.Select(p => p with { PolicyId = policy.Id })];
    }

    /// <summary>The policies that can be satisfied, with the resources for which they are. Null when it takes more steps than it may: then everything is denied.</summary>
    /// <param name="policies">The set; its templates decide nothing.</param>
    /// <param name="principal">Who.</param>
    /// <param name="action">What.</param>
    /// <param name="context">Under which circumstances.</param>
    /// <param name="entities">What is known about the principal and the action.</param>
    public IReadOnlyList<OpenAnswer>? Decide(PolicySet policies, EntityUid principal, EntityUid action, RecordValue context, EntityStore entities)
    {
        var run = new Evaluation(new(principal, action, Nobody, context), entities, steps);
        var left = new StepsLeft(resourceSteps);
        List<OpenAnswer>? answers = null;
        foreach (var (policy, actionFits) in policies.OpenCandidates(run.Request, entities))
        {
            run.Begin();
            if ((!actionFits && !policy.Action.Matches(action, entities)) || !policy.Principal.Matches(principal, entities))
            {
                continue;
            }

            var open = OpenCondition.Of(Scope(policy.Resource));
            foreach (var (negated, condition) in policy.Conditions)
            {
                open = open.Then(() => negated ? Open(condition, run, left).Not() : Open(condition, run, left));
            }

            if (run.IsExhausted)
            {
                return null;
            }

            var holds = policy.Effect == PolicyEffect.Forbid && failedForbid == FailedForbid.Forbids ? open.Holds.Or(open.Fails) : open.Holds;
            if (!holds.IsFalse || !open.Fails.IsFalse)
            {
                (answers ??= []).Add(new(policy, holds, open.Fails.IsFalse || run.Failure is not { } failure ? null : new(policy.Id, failure.At, failure.Message)));
            }
        }

        return answers ?? [];
    }

    private static bool AsksResource(Expression expression) => expression.AsksResource;

    private static bool IsResource(Expression expression) => expression is Variable { Which: PolicyVariable.Resource };

    private static void Check(Expression expression, List<PolicyProblem> problems)
    {
        if (!AsksResource(expression))
        {
            return;
        }

        switch (expression)
        {
            case AndExpression or OrExpression or NotExpression or IfExpression:
                foreach (var part in expression.Parts)
                {
                    Check(part, problems);
                }

                return;
            case EqualityExpression equality when (IsResource(equality.Left) && !AsksResource(equality.Right)) || (IsResource(equality.Right) && !AsksResource(equality.Left)):
            case InExpression within when IsResource(within.Entity) && !AsksResource(within.Ancestors):
            case IsExpression test when IsResource(test.Entity) && (test.In is null || !AsksResource(test.In.Ancestors)):
                return;
            case var asking when AsksOnlyAttributes(asking):
                return;
            default:
                problems.Add(new(expression.At, "Of the resource a policy asks only 'resource == …', 'resource in …', 'resource is …' and conditions on its attributes, combined by &&, ||, ! and if."));
                return;
        }
    }

    private static Residual Scope(ScopeConstraint constraint) => constraint.Kind switch
    {
        ScopeKind.Any => Residual.True,
        ScopeKind.Equal => new Residual.Exactly(constraint.Entities![0]),
        ScopeKind.Is => new Residual.OfType(constraint.Type!),
        ScopeKind.In => new Residual.Within(constraint.Entities![0]),
        _ => new Residual.OfType(constraint.Type!).And(new Residual.Within(constraint.Entities![0])),
    };

    // Wherever the resource stands, it is an attribute that is asked for.
    private static bool AsksOnlyAttributes(Expression expression) => !IsResource(expression)
        && (expression is AttributeExpression or HasExpression && expression.Parts.All(IsResource) || expression.Parts.All(AsksOnlyAttributes));

    private static OpenCondition Open(Expression expression, Evaluation run, StepsLeft left)
    {
        if (!AsksResource(expression))
        {
            return OpenCondition.Of(expression.EvaluateBool(run));
        }

        if (!run.Step(expression.At))
        {
            return OpenCondition.Failing;
        }

        switch (expression)
        {
            case AndExpression:
                return expression.Parts.Aggregate(OpenCondition.Of(true), (all, part) => all.Then(() => Open(part, run, left)));
            case OrExpression:
                return expression.Parts.Aggregate(OpenCondition.Of(false), (any, part) => any.Else(() => Open(part, run, left)));
            case NotExpression not:
                return Open(not.Operand, run, left).Not();
            case IfExpression choice:
                var test = Open(choice.Test, run, left);
                var (then, otherwise) = (test.Then(() => Open(choice.Then, run, left)), test.Not().Then(() => Open(choice.Else, run, left)));
                return new(then.Holds.Or(otherwise.Holds), then.Fails.Or(otherwise.Fails));
            case EqualityExpression equality when (IsResource(equality.Left) && !AsksResource(equality.Right)) || (IsResource(equality.Right) && !AsksResource(equality.Left)):
                var other = (IsResource(equality.Left) ? equality.Right : equality.Left).Evaluate(run);
                return other is null ? OpenCondition.Failing : OpenCondition.Of(Equal(other, equality.IsNegated));
            case InExpression within when IsResource(within.Entity) && !AsksResource(within.Ancestors):
                return Within(within, run);
            case IsExpression test2 when IsResource(test2.Entity):
                var type = OpenCondition.Of(new Residual.OfType(test2.Type));
                return test2.In is null ? type : type.Then(() => Within(test2.In, run));
            case var asking when AsksOnlyAttributes(asking):
                var question = new OpenQuestion(asking, run.Request, run.Entities, left);
                return new(new Residual.Asked(question, OfFailure: false), new Residual.Asked(question, OfFailure: true));
            default:
                run.Fail(expression.At, "This cannot be asked of a resource.");
                return OpenCondition.Failing;
        }
    }

    private static Residual Equal(CedarValue other, bool negated)
    {
        var equal = other is EntityUid uid ? new Residual.Exactly(uid) : Residual.False;
        return negated ? equal.Not() : equal;
    }

    private static OpenCondition Within(InExpression within, Evaluation run)
    {
        switch (within.Ancestors.Evaluate(run))
        {
            case EntityUid one:
                return OpenCondition.Of(new Residual.Within(one));
            case SetValue many when run.Step(within.At, many.Count) && many.Items.All(item => item is EntityUid):
                return OpenCondition.Of(many.Items.Aggregate(Residual.False, (any, item) => any.Or(new Residual.Within((EntityUid)item))));
            case null:
                return OpenCondition.Failing;
            case var wrong:
                run.Fail(within.At, $"'in' needs an entity or a set of entities behind it, and there is a value of type {wrong.TypeName}.");
                return OpenCondition.Failing;
        }
    }
}
