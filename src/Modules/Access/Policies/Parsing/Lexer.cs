using System.Collections.Frozen;

namespace Holdfast.Modules.Access.Policies.Parsing;

/// <summary>Cuts a text into tokens. The same for policies and for schemas. Source: https://docs.cedarpolicy.com/policies/syntax-grammar.html.</summary>
internal sealed class Lexer(string text)
{
    // Longer ones first: the first that fits is taken.
    private static readonly string[] Symbols =
        ["::", "==", "!=", "<=", ">=", "||", "&&", "@", ".", ",", ";", ":", "(", ")", "{", "}", "[", "]", "<", ">", "+", "-", "*", "/", "%", "!", "=", "?"];

    private static readonly FrozenSet<char> SymbolStarts = Symbols.Select(symbol => symbol[0]).ToFrozenSet();

    private int at;
    private int line = 1;
    private int lineStart;

    private TextPosition Here => new(line, at - lineStart + 1);

    /// <summary>All tokens; the last is the end. Texts are bounded in length before they come here.</summary>
    /// <exception cref="SyntaxException">At the first character that begins no token.</exception>
    public static Token[] Read(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>(text.Length / 4);
        while (true)
        {
            var token = lexer.Next();
            tokens.Add(token);
            if (token.Kind == TokenKind.End)
            {
                return [.. tokens];
            }
        }
    }

    private static bool StartsWord(char letter) => char.IsAsciiLetter(letter) || letter == '_';

    private static bool IsInWord(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';

    private Token Next()
    {
        SkipBlank();
        var (start, from) = (Here, at);
        if (at == text.Length)
        {
            return new(TokenKind.End, "", start);
        }

        var letter = text[at];
        if (StartsWord(letter))
        {
            return new(TokenKind.Identifier, Take(from, IsInWord), start);
        }

        if (char.IsAsciiDigit(letter))
        {
            return new(TokenKind.Number, Take(from, char.IsAsciiDigit), start);
        }

        if (letter == '"')
        {
            return ReadString(start);
        }

        if (letter == '?' && at + 1 < text.Length && StartsWord(text[at + 1]))
        {
            at++;
            return new(TokenKind.Slot, Take(from, IsInWord), start);
        }

        if (SymbolStarts.Contains(letter))
        {
            foreach (var symbol in Symbols)
            {
                if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
                {
                    at += symbol.Length;
                    return new(TokenKind.Symbol, symbol, start);
                }
            }
        }

        throw new SyntaxException(start, $"'{(char.IsSurrogate(letter) || char.IsControl(letter) ? $"U+{(int)letter:X4}" : letter)}' does not belong here.");
    }

    private string Take(int from, Func<char, bool> belongs)
    {
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return text[from..at];
    }

    private Token ReadString(TextPosition start)
    {
        var from = ++at;
        while (at < text.Length)
        {
            switch (text[at])
            {
                case '"':
                    return new(TokenKind.String, text[from..at++], start);
                case '\\' when at + 1 < text.Length && text[at + 1] != '\n':
                    at += 2;
                    break;
                case '\\':
                    throw new SyntaxException(Here, "A backslash stands before the character that it escapes, not at a line's end.");
                case '\n':
                    at++;
                    NewLine();
                    break;
                default:
                    at++;
                    break;
            }
        }

        throw new SyntaxException(start, "The string that begins here does not end: its closing quotation mark is missing.");
    }

    private void SkipBlank()
    {
        while (at < text.Length)
        {
            if (text[at] == '\n')
            {
                at++;
                NewLine();
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                while (at < text.Length && text[at] is not ('\n' or '\r'))
                {
                    at++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private void NewLine() => (line, lineStart) = (line + 1, at);
}
