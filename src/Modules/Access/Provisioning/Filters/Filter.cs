using System.Text;

namespace Holdfast.Modules.Access.Provisioning.Filters;

/// <summary>How a filter compares (RFC 7644, 3.4.2.2, table 3).</summary>
internal enum Comparison
{
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// <summary>What kind of JSON value a filter compares with.</summary>
internal enum LiteralKind
{
    Text,
    Number,
    True,
    False,
    Null,
}

/// <summary>What a filter compares with.</summary>
/// <param name="Kind">Of which kind.</param>
/// <param name="Text">The text itself, or the number as it was written; empty for the others.</param>
internal readonly record struct Literal(LiteralKind Kind, string Text)
{
    public override string ToString() => Kind switch
    {
        LiteralKind.Text => Quoted(Text),
        LiteralKind.Number => Text,
        LiteralKind.True => "true",
        LiteralKind.False => "false",
        _ => "null",
    };

    private static string Quoted(string text)
    {
        var written = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => written.Append('\\').Append(c),
                < ' ' => written.Append($"\\u{(int)c:x4}"),
                _ => written.Append(c),
            };
        }

        return written.Append('"').ToString();
    }
}

/// <summary>An attribute as filters, paths and lists of attributes name it.</summary>
/// <param name="Schema">The URI of its schema; null when none was said.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sub">The name of its part; null when it is the attribute itself.</param>
internal sealed record AttributePath(string? Schema, string Name, string? Sub)
{
    /// <summary>Name and part in lower case: names are the same whatever their case (RFC 7643, 2.1).</summary>
    public string Key => (Sub is null ? Name : $"{Name}.{Sub}").ToLowerInvariant();

    public override string ToString() => $"{(Schema is null ? "" : Schema + ":")}{Name}{(Sub is null ? "" : "." + Sub)}";
}

/// <summary>A filter (RFC 7644, 3.4.2.2), as it was written: which attributes there are is another matter. As text it is one that means the same.</summary>
internal abstract record Filter
{
    private Filter()
    {
    }

    /// <summary>Both hold.</summary>
    internal sealed record And(Filter Left, Filter Right) : Filter
    {
        public override string ToString() => $"({Left}) and ({Right})";
    }

    /// <summary>One of them holds, or both.</summary>
    internal sealed record Or(Filter Left, Filter Right) : Filter
    {
        public override string ToString() => $"({Left}) or ({Right})";
    }

    /// <summary>It does not hold.</summary>
    internal sealed record Not(Filter Inner) : Filter
    {
        public override string ToString() => $"not ({Inner})";
    }

    /// <summary>The attribute has a value.</summary>
    internal sealed record Present(AttributePath Attribute) : Filter
    {
        public override string ToString() => $"{Attribute} pr";
    }

    /// <summary>The attribute, or one of its values, compares so with a value.</summary>
    internal sealed record Compare(AttributePath Attribute, Comparison Comparison, Literal Value) : Filter
    {
        public override string ToString() => $"{Attribute} {FilterParser.Word(Comparison)} {Value}";
    }

    /// <summary>One of the attribute's values is so.</summary>
    internal sealed record Some(AttributePath Attribute, Filter Inner) : Filter
    {
        public override string ToString() => $"{Attribute}[{Inner}]";
    }
}

/// <summary>Where a change goes (RFC 7644, 3.5.2, figure 7).</summary>
/// <param name="Attribute">Which attribute.</param>
/// <param name="Which">Which of its values; null for all of them.</param>
/// <param name="Part">Which part of these; null for all of it. Without <see cref="Which"/> it stands in the attribute.</param>
internal sealed record ChangePath(AttributePath Attribute, Filter? Which, string? Part);
