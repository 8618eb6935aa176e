using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>All of them, left to right; what stands behind the first false is not evaluated.</summary>
internal sealed class AndExpression(Expression[] operands, TextPosition at) : Expression(at)
{
    public override IEnumerable<Expression> Parts => operands;

    protected override CedarValue? Compute(Evaluation run)
    {
        foreach (var operand in operands)
        {
            switch (operand.EvaluateBool(run))
            {
                case null:
                    return null;
                case false:
                    return BoolValue.False;
            }
        }

        return BoolValue.True;
    }
}

/// <summary>Any of them, left to right; what stands behind the first true is not evaluated.</summary>
internal sealed class OrExpression(Expression[] operands, TextPosition at) : Expression(at)
{
    public override IEnumerable<Expression> Parts => operands;

    protected override CedarValue? Compute(Evaluation run)
    {
        foreach (var operand in operands)
        {
            switch (operand.EvaluateBool(run))
            {
                case null:
                    return null;
                case true:
                    return BoolValue.True;
            }
        }

        return BoolValue.False;
    }
}

internal sealed class NotExpression(Expression operand, TextPosition at) : Expression(at)
{
    public Expression Operand => operand;

    public override IEnumerable<Expression> Parts => [operand];

    protected override CedarValue? Compute(Evaluation run) => operand.EvaluateBool(run) is { } value ? BoolValue.Of(!value) : null;
}

internal sealed class IfExpression(Expression test, Expression then, Expression otherwise, TextPosition at) : Expression(at)
{
    public Expression Test => test;

    public Expression Then => then;

    public Expression Else => otherwise;

    public override IEnumerable<Expression> Parts => [test, then, otherwise];

    protected override CedarValue? Compute(Evaluation run) => test.EvaluateBool(run) switch
    {
        true => then.Evaluate(run),
        false => otherwise.Evaluate(run),
        null => null,
    };
}
