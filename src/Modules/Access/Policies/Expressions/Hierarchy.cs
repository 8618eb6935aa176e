using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>Whether an entity is that one or one of those, or stands below. The entity needs no data of its own.</summary>
internal sealed class InExpression(Expression entity, Expression ancestors, TextPosition at) : Expression(at)
{
    public Expression Entity => entity;

    public Expression Ancestors => ancestors;

    public override IEnumerable<Expression> Parts => [entity, ancestors];

    protected override CedarValue? Compute(Evaluation run)
    {
        if (entity.EvaluateEntity(run) is not { } uid)
        {
            return null;
        }

        switch (ancestors.Evaluate(run))
        {
            case null:
                return null;
            case EntityUid one:
                return BoolValue.Of(run.Entities.IsIn(uid, one));
            case SetValue many when run.Step(At, many.Count):
                var found = false;
                foreach (var item in many.Items)
                {
                    if (item is not EntityUid one)
                    {
                        return run.Fail(ancestors.At, $"Every member of the set has to be an entity; there is one of type {item.TypeName}.");
                    }

                    found = found || run.Entities.IsIn(uid, one);
                }

                return BoolValue.Of(found);
            case SetValue:
                return null;
            case var other:
                return run.Fail(ancestors.At, $"'in' needs an entity or a set of entities behind it, and there is a value of type {other.TypeName}.");
        }
    }
}

/// <summary>Whether an entity is of a type; with <paramref name="ancestors"/> also whether it is in them.</summary>
internal sealed class IsExpression(Expression entity, string type, InExpression? ancestors, TextPosition at) : Expression(at)
{
    public Expression Entity => entity;

    public string Type => type;

    public InExpression? In => ancestors;

    public override IEnumerable<Expression> Parts => ancestors is null ? [entity] : [entity, ancestors];

    protected override object Own => type;

    protected override CedarValue? Compute(Evaluation run)
    {
        if (entity.EvaluateEntity(run) is not { } uid)
        {
            return null;
        }

        return uid.Type != type ? BoolValue.False : ancestors is null ? BoolValue.True : ancestors.Evaluate(run);
    }
}
