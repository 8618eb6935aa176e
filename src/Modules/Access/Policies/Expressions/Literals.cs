using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>A value that the text writes out: true, 5, "text", User::"alice".</summary>
internal sealed class Literal(CedarValue value, TextPosition at) : Expression(at)
{
    public CedarValue Value => value;

    public override IEnumerable<Expression> Parts => [];

    protected override object Own => value;

    protected override CedarValue Compute(Evaluation run) => value;
}

internal enum PolicyVariable
{
    Principal,
    Action,
    Resource,
    Context,
}

internal sealed class Variable(PolicyVariable variable, TextPosition at) : Expression(at)
{
    public PolicyVariable Which => variable;

    public override IEnumerable<Expression> Parts => [];

    public override bool AsksResource => variable == PolicyVariable.Resource;

    protected override object Own => variable;

    protected override CedarValue Compute(Evaluation run) => variable switch
    {
        PolicyVariable.Principal => run.Request.Principal,
        PolicyVariable.Action => run.Request.Action,
        PolicyVariable.Resource => run.Request.Resource,
        _ => run.Request.Context,
    };
}

internal sealed class SetExpression(Expression[] items, TextPosition at) : Expression(at)
{
    public Expression[] Items => items;

    public override IEnumerable<Expression> Parts => items;

    protected override CedarValue? Compute(Evaluation run)
    {
        var values = new CedarValue[items.Length];
        for (var index = 0; index < items.Length; index++)
        {
            if (items[index].Evaluate(run) is not { } value)
            {
                return null;
            }

            values[index] = value;
        }

        return new SetValue(values);
    }
}

internal sealed class RecordExpression((string Name, Expression Value)[] fields, TextPosition at) : Expression(at)
{
    public (string Name, Expression Value)[] Fields => fields;

    public override IEnumerable<Expression> Parts => fields.Select(pair => pair.Value);

    protected override object Own => string.Join('\0', fields.Select(pair => pair.Name));

    protected override CedarValue? Compute(Evaluation run)
    {
        var values = new KeyValuePair<string, CedarValue>[fields.Length];
        for (var index = 0; index < fields.Length; index++)
        {
            if (fields[index].Value.Evaluate(run) is not { } value)
            {
                return null;
            }

            values[index] = new(fields[index].Name, value);
        }

        return new RecordValue(values);
    }
}
