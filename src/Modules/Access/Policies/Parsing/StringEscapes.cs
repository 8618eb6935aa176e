using System.Globalization;
using System.Text;

namespace Holdfast.Modules.Access.Policies.Parsing;

/// <summary>
/// The escapes of Cedar's strings: \n \r \t \\ \0 \' \" \xHH (up to 7F) \u{H…} (one to six digits, a character of Unicode); in patterns also \* for a
/// star that is one.
/// </summary>
internal static class StringEscapes
{
    /// <exception cref="SyntaxException">An escape that there is not.</exception>
    public static string Unescape(Token token)
    {
        if (!token.Text.AsSpan().ContainsAny('\\', '\r'))
        {
            return token.Text;
        }

        var result = new StringBuilder(token.Text.Length);
        Walk(token, stars: false, (rune, _) => result.Append(rune.ToString()));
        return result.ToString();
    }

    /// <summary>Every character, and whether it is a wildcard: a star is one unless it is written \*.</summary>
    /// <exception cref="SyntaxException">An escape that there is not.</exception>
    public static List<(Rune Character, bool IsWildcard)> UnescapePattern(Token token)
    {
        var result = new List<(Rune, bool)>(token.Text.Length);
        Walk(token, stars: true, (rune, literal) => result.Add((rune, rune.Value == '*' && !literal)));
        return result;
    }

    private static void Walk(Token token, bool stars, Action<Rune, bool> take)
    {
        var text = token.Text;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '\\')
            {
                if (text[at] == '\r')
                {
                    throw new SyntaxException(token.At, "A carriage return in a string is written \\r.");
                }

                var rune = RuneAt(token, at);
                take(rune, false);
                at += rune.Utf16SequenceLength;
                continue;
            }

            // The lexer leaves no backslash at a string's end.
            var letter = text[at + 1];
            at += 2;
            switch (letter)
            {
                case 'n':
                    take(new('\n'), false);
                    break;
                case 'r':
                    take(new('\r'), false);
                    break;
                case 't':
                    take(new('\t'), false);
                    break;
                case '0':
                    take(new('\0'), false);
                    break;
                case '\\' or '\'' or '"':
                    take(new(letter), false);
                    break;
                case '*' when stars:
                    take(new('*'), true);
                    break;
                case 'x':
                    take(Byte(token, ref at), false);
                    break;
                case 'u':
                    take(Character(token, ref at), false);
                    break;
                default:
                    throw new SyntaxException(token.At, $"There is no escape \\{letter} in a string{(letter == '*' ? "; only patterns of 'like' have it" : "")}.");
            }
        }
    }

    private static Rune RuneAt(Token token, int at) =>
        Rune.TryGetRuneAt(token.Text, at, out var rune) ? rune : throw new SyntaxException(token.At, "The string holds half a character (a lone surrogate).");

    private static Rune Byte(Token token, ref int at)
    {
        if (at + 2 > token.Text.Length || !char.IsAsciiHexDigit(token.Text[at]) || !char.IsAsciiHexDigit(token.Text[at + 1]))
        {
            throw new SyntaxException(token.At, "\\x stands before two hexadecimal digits.");
        }

        var value = int.Parse(token.Text.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        at += 2;
        return value <= 0x7F ? new(value) : throw new SyntaxException(token.At, "\\x goes up to 7F; write \\u{…} for what is beyond.");
    }

    private static Rune Character(Token token, ref int at)
    {
        const string How = "\\u stands before one to six hexadecimal digits in braces: \\u{1F511}.";
        var text = token.Text;
        var close = at < text.Length && text[at] == '{' ? text.IndexOf('}', at) : -1;
        if (close < 0)
        {
            throw new SyntaxException(token.At, How);
        }

        var inside = text[(at + 1)..close];
        var digits = inside.Replace("_", "", StringComparison.Ordinal);
        if (inside.StartsWith('_') || digits.Length is 0 or > 6 || !digits.All(char.IsAsciiHexDigit))
        {
            throw new SyntaxException(token.At, How);
        }

        at = close + 1;
        var value = int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return Rune.IsValid(value) ? new(value) : throw new SyntaxException(token.At, $"\\u{{{inside}}} is no character of Unicode.");
    }
}
