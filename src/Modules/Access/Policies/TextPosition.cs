namespace Holdfast.Modules.Access.Policies;

/// <summary>A place in a text that someone wrote.</summary>
/// <param name="Line">From 1; lines end with a line feed.</param>
/// <param name="Column">From 1, in UTF-16 units, as editors count.</param>
public readonly record struct TextPosition(int Line, int Column)
{
    /// <summary>"line 3, column 14".</summary>
    public override string ToString() => $"line {Line}, column {Column}";
}
