using Holdfast.Modules.Access.Policies.Expressions;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Validation;

/// <summary>An entity that a link will give. It is only ever checked, never evaluated.</summary>
internal sealed class Slot(PolicyVariable variable, TextPosition at) : Expression(at)
{
    public PolicyVariable Which => variable;

    public override IEnumerable<Expression> Parts => [];

    protected override object Own => variable;

    protected override CedarValue? Compute(Evaluation run) => run.Fail(At, "The slot is not linked.");
}

/// <summary>The whole of a policy as one condition: scope, then conditions, as <see cref="Policy"/> decides it.</summary>
internal static class ScopeExpressions
{
    public static Expression Condition(Policy policy)
    {
        var scope = And(And(Of(policy.Principal, PolicyVariable.Principal), OfAction(policy.Action)), Of(policy.Resource, PolicyVariable.Resource));
        return policy.Conditions
            .Select(clause => clause.Negated ? new NotExpression(clause.Condition, clause.Condition.At) : clause.Condition)
            .Reverse()
            .Aggregate((Expression?)null, (behind, condition) => behind is null ? condition : And(condition, behind)) is { } conditions
            ? And(scope, conditions)
            : scope;
    }

    private static AndExpression And(Expression left, Expression right) => new([left, right], left.At);

    private static Expression Of(ScopeConstraint constraint, PolicyVariable variable)
    {
        var (at, subject) = (constraint.At, new Variable(variable, constraint.At));
        return constraint.Kind switch
        {
            ScopeKind.Any => new Literal(BoolValue.True, at),
            ScopeKind.Equal => new EqualityExpression(subject, Entity(), false, at),
            ScopeKind.In => new InExpression(subject, Entity(), at),
            ScopeKind.Is => new IsExpression(subject, constraint.Type!, null, at),
            _ => new IsExpression(subject, constraint.Type!, new InExpression(subject, Entity(), at), at),
        };

        Expression Entity() => constraint.Entities is null ? new Slot(variable, at) : new Literal(constraint.Entities[0], at);
    }

    private static Expression OfAction(ScopeConstraint constraint)
    {
        var (at, subject) = (constraint.At, new Variable(PolicyVariable.Action, constraint.At));
        return constraint.Kind switch
        {
            ScopeKind.Any => new Literal(BoolValue.True, at),
            ScopeKind.Equal => new EqualityExpression(subject, new Literal(constraint.Entities![0], at), false, at),
            _ => new InExpression(subject, new SetExpression([.. constraint.Entities!.Select(entity => new Literal(entity, at))], at), at),
        };
    }
}
