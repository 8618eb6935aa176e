namespace Holdfast.Hosts.Cli.Output;

/// <summary>What a text means to a person; colours follow from it.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Quiet,
}

/// <summary>A text with its meaning. What came from outside is made safe when it is written.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>A part of what a person reads.</summary>
internal abstract record Block;

/// <summary>A list of like things.</summary>
/// <param name="Headers">One a column.</param>
/// <param name="Rows">As many cells as headers each.</param>
/// <param name="Empty">What to say when there are none.</param>
internal sealed record Grid(IReadOnlyList<string> Headers, IReadOnlyList<Cell[]> Rows, string Empty) : Block;

/// <summary>One thing's properties; those without a text are left out.</summary>
internal sealed record Facts(params IReadOnlyList<(string Label, Cell Value)> Items) : Block;

/// <summary>A line above what follows.</summary>
internal sealed record Heading(string Text) : Block;

/// <summary>Running text.</summary>
internal sealed record Paragraph(Cell Text) : Block;
