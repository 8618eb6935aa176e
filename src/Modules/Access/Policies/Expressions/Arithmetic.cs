using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

internal enum ArithmeticOperator
{
    Plus,
    Minus,
    Times,
}

/// <summary>A chain of sums, or of products, left to right. A result beyond 64 bits is a failure, never another number.</summary>
internal sealed class ArithmeticExpression(Expression first, (ArithmeticOperator Operator, Expression Operand)[] rest, TextPosition at) : Expression(at)
{
    public override IEnumerable<Expression> Parts => rest.Select(step => step.Operand).Prepend(first);

    protected override object Own => string.Join(' ', rest.Select(step => step.Operator));

    protected override CedarValue? Compute(Evaluation run)
    {
        // Cedar evaluates both operands before it looks at the first one's type; which failure is told does not matter, that there is one does.
        if (first.EvaluateLong(run) is not { } value)
        {
            return null;
        }

        var total = value.Value;
        foreach (var (op, operand) in rest)
        {
            if (operand.EvaluateLong(run) is not { } number)
            {
                return null;
            }

            var result = op switch
            {
                ArithmeticOperator.Plus => (Int128)total + number.Value,
                ArithmeticOperator.Minus => (Int128)total - number.Value,
                _ => (Int128)total * number.Value,
            };
            if (result < long.MinValue || result > long.MaxValue)
            {
                return run.Fail(At, "The result does not fit into 64 bits.");
            }

            total = (long)result;
        }

        return new LongValue(total);
    }
}

internal sealed class NegateExpression(Expression operand, TextPosition at) : Expression(at)
{
    public Expression Operand => operand;

    public override IEnumerable<Expression> Parts => [operand];

    protected override CedarValue? Compute(Evaluation run) => operand.EvaluateLong(run) switch
    {
        null => null,
        { Value: long.MinValue } => run.Fail(At, "The result does not fit into 64 bits."),
        var number => new LongValue(-number.Value),
    };
}
