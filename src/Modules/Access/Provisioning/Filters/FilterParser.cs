using System.Buffers;
using System.Globalization;
using System.Text;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning.Filters;

/// <summary>
/// Reads filters and paths (RFC 7644, 3.4.2.2 and 3.5.2). Whatever the text is, the answer is a filter or one problem; its length, its depth and the number of its
/// comparisons are bounded.
/// </summary>
internal sealed class FilterParser
{
    /// <summary>The most characters of a filter or path.</summary>
    public const int MaxLength = 4096;

    /// <summary>How deep filters may stand in one another.</summary>
    public const int MaxDepth = 16;

    /// <summary>The most comparisons in one filter.</summary>
    public const int MaxTerms = 50;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$:.");
    private static readonly (string Word, Comparison Comparison)[] Words =
    [
        ("eq", Comparison.Equal), ("ne", Comparison.NotEqual), ("co", Comparison.Contains), ("sw", Comparison.StartsWith), ("ew", Comparison.EndsWith),
        ("gt", Comparison.Greater), ("ge", Comparison.GreaterOrEqual), ("lt", Comparison.Less), ("le", Comparison.LessOrEqual),
    ];

    private readonly string text;
    private int at;
    private int terms;
    private string? wrong;

    private FilterParser(string text) => this.text = text;

    /// <summary>The filter, or a problem that says what is wrong with it.</summary>
    public static Result<Filter> Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return ProvisioningProblems.InvalidFilter($"It has more than {MaxLength} characters.");
        }

        var parser = new FilterParser(text);
        return parser.Whole() is { } filter && parser.wrong is null ? filter : ProvisioningProblems.InvalidFilter(parser.wrong ?? "It is empty.");
    }

    /// <summary>The path, or a problem that says what is wrong with it.</summary>
    public static Result<ChangePath> ParsePath(string text)
    {
        if (text.Length > MaxLength)
        {
            return ProvisioningProblems.InvalidPath($"It has more than {MaxLength} characters.");
        }

        var parser = new FilterParser(text);
        return parser.Path() is { } path && parser.wrong is null ? path : ProvisioningProblems.InvalidPath(parser.wrong ?? "It is empty.");
    }

    /// <summary>The attribute that a text names; null when it names none.</summary>
    public static AttributePath? ParseAttribute(string text)
    {
        var parser = new FilterParser(text.Trim());
        return text.Length <= MaxLength && parser.Attribute() is { } attribute && parser.AtEnd ? attribute : null;
    }

    /// <summary>How a comparison is written.</summary>
    public static string Word(Comparison comparison) => Array.Find(Words, w => w.Comparison == comparison).Word;

    private bool AtEnd => at >= text.Length;

    private Filter? Whole()
    {
        Blanks();
        var filter = Either(0);
        Blanks();
        return filter is not null && !AtEnd ? Wrong<Filter>("Something stands behind its end") : filter;
    }

    private ChangePath? Path()
    {
        Blanks();
        if (Attribute() is not { } attribute)
        {
            return null;
        }

        Filter? which = null;
        string? part = null;
        if (Take('['))
        {
            which = Within(1);
            if (which is null)
            {
                return null;
            }

            if (Take('.'))
            {
                part = Name();
                if (part.Length == 0 || !IsName(part))
                {
                    return Wrong<ChangePath>("An attribute's name is expected");
                }
            }
        }

        Blanks();
        return AtEnd ? new ChangePath(attribute, which, part) : Wrong<ChangePath>("Something stands behind its end");
    }

    private Filter? Either(int depth)
    {
        var left = Both(depth);
        while (left is not null && TakeWord("or"))
        {
            left = Both(depth) is { } right ? new Filter.Or(left, right) : null;
        }

        return left;
    }

    private Filter? Both(int depth)
    {
        var left = One(depth);
        while (left is not null && TakeWord("and"))
        {
            left = One(depth) is { } right ? new Filter.And(left, right) : null;
        }

        return left;
    }

    private Filter? One(int depth)
    {
        Blanks();
        if (depth > MaxDepth)
        {
            return Wrong<Filter>($"More than {MaxDepth} filters stand in one another");
        }

        if (Take('('))
        {
            return Grouped(depth);
        }

        var before = at;
        if (TakeWord("not"))
        {
            Blanks();
            if (Take('('))
            {
                return Grouped(depth) is { } inner ? new Filter.Not(inner) : null;
            }

            at = before;
        }

        return Attribute() is { } attribute ? Take('[') ? Within(depth + 1) is { } some ? new Filter.Some(attribute, some) : null : Term(attribute) : null;
    }

    private Filter? Grouped(int depth)
    {
        var inner = Either(depth + 1);
        Blanks();
        return inner is null ? null : Take(')') ? inner : Wrong<Filter>("A closing parenthesis is expected");
    }

    private Filter? Within(int depth)
    {
        var inner = Either(depth);
        Blanks();
        return inner is null ? null : Take(']') ? inner : Wrong<Filter>("A closing bracket is expected");
    }

    private Filter? Term(AttributePath attribute)
    {
        if (++terms > MaxTerms)
        {
            return Wrong<Filter>($"It has more than {MaxTerms} comparisons");
        }

        if (TakeWord("pr"))
        {
            return new Filter.Present(attribute);
        }

        foreach (var (word, comparison) in Words)
        {
            if (TakeWord(word))
            {
                return Value() is { } value ? new Filter.Compare(attribute, comparison, value) : null;
            }
        }

        return Wrong<Filter>("One of eq, ne, co, sw, ew, gt, ge, lt, le and pr is expected");
    }

    private AttributePath? Attribute()
    {
        var named = Name();
        var colon = named.LastIndexOf(':');
        var parts = named[(colon + 1)..].Split('.');
        return named.Length == 0 || parts.Length > 2 || !Array.TrueForAll(parts, IsName) || colon == 0
            ? Wrong<AttributePath>("An attribute's name is expected")
            : new AttributePath(colon < 0 ? null : named[..colon], parts[0], parts.Length > 1 ? parts[1] : null);
    }

    private string Name()
    {
        var end = text.AsSpan(at).IndexOfAnyExcept(NameCharacters);
        var name = end < 0 ? text[at..] : text.Substring(at, end);
        at += name.Length;
        return name;
    }

    // ATTRNAME, and $ref (RFC 7643, 2.4).
    private static bool IsName(string name) => name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '$') && !name.AsSpan(1).ContainsAny(':', '$', '.');

    private Literal? Value()
    {
        Blanks();
        if (Take('"'))
        {
            return String();
        }

        if (TakeWord("true"))
        {
            return new Literal(LiteralKind.True, "");
        }

        if (TakeWord("false"))
        {
            return new Literal(LiteralKind.False, "");
        }

        return TakeWord("null") ? new Literal(LiteralKind.Null, "") : Number();
    }

    private Literal? Number()
    {
        var begin = at;
        while (!AtEnd && (char.IsAsciiDigit(text[at]) || text[at] is '-' or '+' or '.' or 'e' or 'E'))
        {
            at++;
        }

        var number = text[begin..at];
        if (number.Length is > 0 and <= 40 && (char.IsAsciiDigit(number[0]) || number[0] == '-') && char.IsAsciiDigit(number[^1])
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return new Literal(LiteralKind.Number, number);
        }

        at = begin;
        Wrong<Filter>("A value is expected: text in quotation marks, a number, true, false or null");
        return null;
    }

    private Literal? String()
    {
        var read = new StringBuilder();
        while (!AtEnd && text[at] != '"')
        {
            if ((text[at] == '\\' ? Escaped() : text[at] < ' ' ? null : (char?)text[at++]) is not { } c)
            {
                Wrong<Filter>("This is no character of a text");
                return null;
            }

            read.Append(c);
        }

        if (!Take('"'))
        {
            Wrong<Filter>("A text has no end");
            return null;
        }

        var value = read.ToString();
        if (value.Contains('\0') || !IsWellFormed(value))
        {
            Wrong<Filter>("A text holds what no text can hold");
            return null;
        }

        return new Literal(LiteralKind.Text, value);
    }

    private char? Escaped()
    {
        if (at + 1 >= text.Length)
        {
            return null;
        }

        var c = text[at + 1];
        at += 2;
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when at + 4 <= text.Length && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                at += 4;
                return (char)unit;
            default:
                return null;
        }
    }

    // No half of a pair stands alone.
    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private void Blanks()
    {
        while (!AtEnd && text[at] == ' ')
        {
            at++;
        }
    }

    private bool Take(char c)
    {
        if (AtEnd || text[at] != c)
        {
            return false;
        }

        at++;
        return true;
    }

    // A word ends where no name goes on.
    private bool TakeWord(string word)
    {
        var before = at;
        Blanks();
        if (string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
            && (at + word.Length == text.Length || (at + word.Length < text.Length && !NameCharacters.Contains(text[at + word.Length]))))
        {
            at += word.Length;
            return true;
        }

        at = before;
        return false;
    }

    private T? Wrong<T>(string what) where T : class
    {
        wrong ??= $"{what} at character {at + 1}.";
        return null;
    }
}
