namespace Holdfast.Modules.Access.Policies;

/// <summary>How much a text may ask for. What goes beyond is refused on reading, or denied on deciding: never decided by half.</summary>
public sealed record PolicyBounds
{
    /// <summary>The usual bounds.</summary>
    public static PolicyBounds Default { get; } = new();

    /// <summary>Characters of one text (a policy set, or a schema).</summary>
    public int TextLength { get; init; } = 1 << 20;

    /// <summary>How deep brackets, conditions and operations may stand in one another.</summary>
    public int Depth { get; init; } = 100;

    /// <summary>Steps of one decision over a whole policy set, and of checking one policy: one per operation, and more for what walks over long texts and sets.</summary>
    public int Steps { get; init; } = 1_000_000;

    /// <summary>Steps of one decision over all resources whose attributes it asks for, together.</summary>
    public int ResourceSteps { get; init; } = 1_000_000;
}
