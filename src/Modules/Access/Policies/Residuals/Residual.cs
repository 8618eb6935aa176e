using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Residuals;

/// <summary>For which resources something holds, when all else about a request is known: true and false where the resource does not matter. Immutable.</summary>
public abstract record Residual
{
    private protected Residual()
    {
    }

    /// <summary>For every resource.</summary>
    public static Residual True { get; } = new Constant(true);

    /// <summary>For none.</summary>
    public static Residual False { get; } = new Constant(false);

    /// <summary>Whether it holds for every resource.</summary>
    public bool IsTrue => ReferenceEquals(this, True);

    /// <summary>Whether it holds for none.</summary>
    public bool IsFalse => ReferenceEquals(this, False);

    internal static Residual Of(bool value) => value ? True : False;

    internal Residual And(Residual other) => IsFalse || other.IsTrue ? this : IsTrue || other.IsFalse ? other : new Both(this, other);

    internal Residual Or(Residual other) => IsTrue || other.IsFalse ? this : IsFalse || other.IsTrue ? other : new Either(this, other);

    internal Residual Not() => this switch
    {
        Constant => Of(IsFalse),
        Negation { Part: var part } => part,
        _ => new Negation(this),
    };

    /// <summary>For every resource, or for none.</summary>
    public sealed record Constant : Residual
    {
        internal Constant(bool value) => Value = value;

        /// <summary>Which of the two.</summary>
        public bool Value { get; }
    }

    /// <summary>For the entity and all that stands in it: <c>resource in E</c>.</summary>
    public sealed record Within(EntityUid Entity) : Residual;

    /// <summary>For the entity alone: <c>resource == E</c>.</summary>
    public sealed record Exactly(EntityUid Entity) : Residual;

    /// <summary>For entities of a type: <c>resource is T</c>.</summary>
    public sealed record OfType(string Type) : Residual;

    /// <summary>For those of which a condition on their attributes is true, or fails: each has to be asked. False for a resource of which nothing is known.</summary>
    public sealed record Asked(OpenQuestion Question, bool OfFailure) : Residual;

    /// <summary>Where both hold.</summary>
    public sealed record Both(Residual Left, Residual Right) : Residual;

    /// <summary>Where one of them holds.</summary>
    public sealed record Either(Residual Left, Residual Right) : Residual;

    /// <summary>Where it does not hold.</summary>
    public sealed record Negation(Residual Part) : Residual;
}

/// <summary>What a condition comes to while the resource is not known: where it is true, and where its evaluation fails. False elsewhere.</summary>
internal readonly record struct OpenCondition(Residual Holds, Residual Fails)
{
    public static OpenCondition Failing { get; } = new(Residual.False, Residual.True);

    public Residual IsFalse => Holds.Or(Fails).Not();

    public static OpenCondition Of(bool? value) => value is { } known ? new(Residual.Of(known), Residual.False) : Failing;

    public static OpenCondition Of(Residual holds) => new(holds, Residual.False);

    public OpenCondition Not() => new(IsFalse, Fails);

    /// <summary>This, and then the other one where this holds.</summary>
    public OpenCondition Then(Func<OpenCondition> other)
    {
        if (Holds.IsFalse)
        {
            return this;
        }

        var next = other();
        return new(Holds.And(next.Holds), Fails.Or(Holds.And(next.Fails)));
    }

    /// <summary>This, or else the other one where this is false.</summary>
    public OpenCondition Else(Func<OpenCondition> other)
    {
        var open = IsFalse;
        if (open.IsFalse)
        {
            return this;
        }

        var next = other();
        return new(Holds.Or(open.And(next.Holds)), Fails.Or(open.And(next.Fails)));
    }
}
