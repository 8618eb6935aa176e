using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>A part of a condition. Its evaluation answers a value, or null when it failed: then the run says why.</summary>
internal abstract class Expression(TextPosition at)
{
    /// <summary>Where it begins.</summary>
    public TextPosition At => at;

    /// <summary>How many expressions stand in one another here, this one counted.</summary>
    public int Depth => 1 + Parts.Select(part => part.depth).DefaultIfEmpty().Max();

    /// <summary>What it is made of, in the order of the text.</summary>
    public abstract IEnumerable<Expression> Parts { get; }

    /// <summary>What tells it from another expression of the same class with the same parts; null where nothing does.</summary>
    protected virtual object? Own => null;

    private int depth;

    // 0 until it is asked for, then 1 for no and 2 for yes: whoever is first remembers it.
    private byte asksResource;

    /// <summary>Whether the resource stands anywhere in it.</summary>
    public virtual bool AsksResource => (asksResource == 0 ? asksResource = (byte)(Parts.Any(part => part.AsksResource) ? 2 : 1) : asksResource) == 2;

    /// <summary>Remembers how deep it is, so that the parser can bound it without walking it again.</summary>
    /// <exception cref="Parsing.SyntaxException">Deeper than that.</exception>
    public Expression Within(int most)
    {
        depth = Depth;
        return depth <= most ? this : throw new Parsing.SyntaxException(at, $"The condition is nested too deeply: {most} levels are the most.");
    }

    /// <summary>Whether the other one says the same, wherever it stands.</summary>
    public bool IsSame(Expression other) =>
        GetType() == other.GetType() && Equals(Own, other.Own) && Parts.Count() == other.Parts.Count() && Parts.Zip(other.Parts).All(pair => pair.First.IsSame(pair.Second));

    public CedarValue? Evaluate(Evaluation run) => run.Step(at) ? Compute(run) : null;

    /// <summary>True or false; null when it failed or is no boolean.</summary>
    public bool? EvaluateBool(Evaluation run) => Evaluate(run) is { } value ? (value as BoolValue ?? Mismatch(run, "bool", value) as BoolValue)?.Value : null;

    public EntityUid? EvaluateEntity(Evaluation run) => Evaluate(run) is { } value ? value as EntityUid ?? Mismatch(run, "entity", value) as EntityUid : null;

    public LongValue? EvaluateLong(Evaluation run) => Evaluate(run) is { } value ? value as LongValue ?? Mismatch(run, "long", value) as LongValue : null;

    public StringValue? EvaluateString(Evaluation run) => Evaluate(run) is { } value ? value as StringValue ?? Mismatch(run, "string", value) as StringValue : null;

    public SetValue? EvaluateSet(Evaluation run) => Evaluate(run) is { } value ? value as SetValue ?? Mismatch(run, "set", value) as SetValue : null;

    protected abstract CedarValue? Compute(Evaluation run);

    protected CedarValue? Mismatch(Evaluation run, string expected, CedarValue found) => run.Fail(at, $"A value of type {expected} is needed here, and there is one of type {found.TypeName}.");
}
