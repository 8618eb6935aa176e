using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Platform.Data;

/// <summary>What somebody looks for in a list: text that a thing contains, whatever its case. Nothing in it is a pattern.</summary>
public sealed record SearchText
{
    /// <summary>The fewest characters.</summary>
    public const int MinLength = 2;

    /// <summary>The most characters.</summary>
    public const int MaxLength = 100;

    private SearchText(string text) => Text = text;

    /// <summary>The words, without blanks around them.</summary>
    public string Text { get; }

    private string Pattern => $"%{Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    /// <summary>The text, if it can be looked for: 2 to 100 characters besides blanks around them, none of them a control character.</summary>
    public static SearchText? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Trim();
        return words.Length is >= MinLength and <= MaxLength && !words.Any(c => char.IsControl(c) || char.IsSurrogate(c)) ? new(words) : null;
    }

    /// <summary>A condition that follows a <c>where tenant_id = …</c>: one of the columns contains it.</summary>
    /// <param name="columns">Texts, separated by commas.</param>
    public Sql In([ConstantExpected] string columns) => // A line's end separates the columns, and none can be looked for.
        $" and concat_ws(chr(10), {Sql.Constant(columns)}) ilike {Pattern}";
}
