using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

internal sealed class ContainsExpression(Expression set, Expression item, TextPosition at) : Expression(at)
{
    public Expression Set => set;

    public Expression Item => item;

    public override IEnumerable<Expression> Parts => [set, item];

    protected override CedarValue? Compute(Evaluation run) => set.EvaluateSet(run) is { } all && item.Evaluate(run) is { } one ? BoolValue.Of(all.Contains(one)) : null;
}

/// <summary>containsAll and containsAny.</summary>
internal sealed class ContainsManyExpression(Expression set, Expression items, bool all, TextPosition at) : Expression(at)
{
    public Expression Set => set;

    public Expression Items => items;

    public bool IsAll => all;

    public override IEnumerable<Expression> Parts => [set, items];

    protected override object Own => all;

    protected override CedarValue? Compute(Evaluation run)
    {
        if (set.EvaluateSet(run) is not { } container || items.EvaluateSet(run) is not { } wanted || !run.Step(At, Math.Min(container.Count, wanted.Count)))
        {
            return null;
        }

        return BoolValue.Of(all ? container.ContainsAll(wanted) : container.ContainsAny(wanted));
    }
}

internal sealed class IsEmptyExpression(Expression set, TextPosition at) : Expression(at)
{
    public Expression Set => set;

    public override IEnumerable<Expression> Parts => [set];

    protected override CedarValue? Compute(Evaluation run) => set.EvaluateSet(run) is { } all ? BoolValue.Of(all.Count == 0) : null;
}
