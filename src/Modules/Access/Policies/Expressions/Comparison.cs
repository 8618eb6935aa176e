using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>== and !=: of any two values; values of different types are not equal.</summary>
internal sealed class EqualityExpression(Expression left, Expression right, bool negated, TextPosition at) : Expression(at)
{
    public Expression Left => left;

    public Expression Right => right;

    public bool IsNegated => negated;

    public override IEnumerable<Expression> Parts => [left, right];

    protected override object Own => negated;

    protected override CedarValue? Compute(Evaluation run) =>
        left.Evaluate(run) is { } a && right.Evaluate(run) is { } b ? BoolValue.Of(a.Equals(b) != negated) : null;
}

internal enum OrderOperator
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>&lt; &lt;= &gt; &gt;=: of two longs, two datetimes or two durations.</summary>
internal sealed class OrderExpression(Expression left, OrderOperator order, Expression right, TextPosition at) : Expression(at)
{
    public Expression Left => left;

    public Expression Right => right;

    public override IEnumerable<Expression> Parts => [left, right];

    protected override object Own => order;

    protected override CedarValue? Compute(Evaluation run)
    {
        if (left.Evaluate(run) is not { } a || right.Evaluate(run) is not { } b)
        {
            return null;
        }

        return (a, b) switch
        {
            (LongValue x, LongValue y) => Compare(x.Value, y.Value),
            (DateTimeValue x, DateTimeValue y) => Compare(x.Milliseconds, y.Milliseconds),
            (DurationValue x, DurationValue y) => Compare(x.Milliseconds, y.Milliseconds),
            _ => run.Fail(At, $"Only two longs, two datetimes or two durations have an order; these are of types {a.TypeName} and {b.TypeName}."),
        };
    }

    private BoolValue Compare(long x, long y) => BoolValue.Of(order switch
    {
        OrderOperator.Less => x < y,
        OrderOperator.LessOrEqual => x <= y,
        OrderOperator.Greater => x > y,
        _ => x >= y,
    });
}

internal sealed class LikeExpression(Expression text, Pattern pattern, TextPosition at) : Expression(at)
{
    public Expression Text => text;

    public override IEnumerable<Expression> Parts => [text];

    protected override object Own => pattern;

    protected override CedarValue? Compute(Evaluation run) =>
        text.EvaluateString(run) is { } value && run.Step(At, value.Value.Length / 4 * pattern.CostPerCharacter) ? BoolValue.Of(pattern.Matches(value.Value)) : null;
}
