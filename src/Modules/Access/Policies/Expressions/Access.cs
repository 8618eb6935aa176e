using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>An attribute of a record or an entity. One that is not there is a failure: ask with <c>has</c> first.</summary>
internal sealed class AttributeExpression(Expression target, string name, TextPosition at) : Expression(at)
{
    public Expression Target => target;

    public string Name => name;

    public override IEnumerable<Expression> Parts => [target];

    protected override object Own => name;

    protected override CedarValue? Compute(Evaluation run)
    {
        switch (target.Evaluate(run))
        {
            case null:
                return null;
            case RecordValue record:
                return record.Find(name) ?? run.Fail(At, $"The record has no attribute '{name}'.");
            case EntityUid uid when run.Entities.Find(uid) is { } entity:
                return entity.Attributes.Find(name) ?? run.Fail(At, $"{uid} has no attribute '{name}'.");
            case EntityUid uid:
                return run.Fail(At, $"Nothing is known about {uid}.");
            case var other:
                return Mismatch(run, "record or entity", other);
        }
    }
}

/// <summary>Whether a record or an entity has an attribute; behind it, whether that one has the next, and so on. An unknown entity has none.</summary>
internal sealed class HasExpression(Expression target, string[] path, TextPosition at) : Expression(at)
{
    public Expression Target => target;

    public string[] Path => path;

    public override IEnumerable<Expression> Parts => [target];

    protected override object Own => string.Join('\0', path);

    protected override CedarValue? Compute(Evaluation run)
    {
        var value = target.Evaluate(run);
        foreach (var name in path)
        {
            RecordValue? attributes;
            switch (value)
            {
                case null:
                    return null;
                case RecordValue record:
                    attributes = record;
                    break;
                case EntityUid uid:
                    attributes = run.Entities.Find(uid)?.Attributes;
                    break;
                default:
                    return Mismatch(run, "record or entity", value);
            }

            value = attributes?.Find(name);
            if (value is null)
            {
                return BoolValue.False;
            }
        }

        return BoolValue.True;
    }
}

/// <summary>Whether an entity has a tag.</summary>
internal sealed class HasTagExpression(Expression entity, Expression tag, TextPosition at) : Expression(at)
{
    public Expression Entity => entity;

    public Expression Tag => tag;

    public override IEnumerable<Expression> Parts => [entity, tag];

    protected override CedarValue? Compute(Evaluation run) =>
        entity.EvaluateEntity(run) is { } uid && tag.EvaluateString(run) is { } name ? BoolValue.Of(run.Entities.Find(uid)?.Tags.Has(name.Value) == true) : null;
}

/// <summary>A tag of an entity. One that is not there is a failure: ask with <c>hasTag</c> first.</summary>
internal sealed class GetTagExpression(Expression entity, Expression tag, TextPosition at) : Expression(at)
{
    public Expression Entity => entity;

    public Expression Tag => tag;

    public override IEnumerable<Expression> Parts => [entity, tag];

    protected override CedarValue? Compute(Evaluation run)
    {
        if (entity.EvaluateEntity(run) is not { } uid || tag.EvaluateString(run) is not { } name)
        {
            return null;
        }

        return run.Entities.Find(uid) is { } found
            ? found.Tags.Find(name.Value) ?? run.Fail(At, $"{uid} has no tag '{name.Value}'.")
            : run.Fail(At, $"Nothing is known about {uid}.");
    }
}
