using System.Collections.Frozen;

namespace Holdfast.Modules.Access.Policies.Parsing;

/// <summary>Walks over a text's tokens: what every grammar here needs.</summary>
internal class TokenReader(Token[] tokens)
{
    /// <summary>Words of the language that name nothing.</summary>
    private static readonly FrozenSet<string> Reserved =
        FrozenSet.Create("true", "false", "if", "then", "else", "in", "is", "has", "like", "__cedar");

    private int at;

    protected Token Current => tokens[at];

    protected Token Following => tokens[Math.Min(at + 1, tokens.Length - 1)];

    public bool AtEnd => Current.Kind == TokenKind.End;

    protected Token Take() => AtEnd ? Current : tokens[at++];

    protected bool TakeIf(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        at++;
        return true;
    }

    protected bool TakeWordIf(string word)
    {
        if (!Current.IsWord(word))
        {
            return false;
        }

        at++;
        return true;
    }

    protected Token Expect(string symbol) => Current.Is(symbol) ? Take() : throw Unexpected($"'{symbol}'");

    protected void ExpectWord(string word)
    {
        if (!TakeWordIf(word))
        {
            throw Unexpected($"'{word}'");
        }
    }

    protected Token ExpectString(string what) => Current.Kind == TokenKind.String ? Take() : throw Unexpected(what);

    /// <summary>A word that may name something.</summary>
    protected string ExpectName(string what)
    {
        if (Current.Kind != TokenKind.Identifier)
        {
            throw Unexpected(what);
        }

        if (Reserved.Contains(Current.Text))
        {
            throw new SyntaxException(Current.At, $"'{Current.Text}' is a word of the language and names nothing.");
        }

        return Take().Text;
    }

    /// <summary>A name with its namespaces: <c>A::B::C</c>. Where a string follows the last <c>::</c>, that stays to be read.</summary>
    protected string ExpectPath(string what)
    {
        var first = ExpectName(what);
        if (!Current.Is("::"))
        {
            return first;
        }

        var path = new List<string> { first };
        while (Current.Is("::") && Following.Kind == TokenKind.Identifier)
        {
            Take();
            path.Add(ExpectName(what));
        }

        return string.Join("::", path);
    }

    protected SyntaxException Unexpected(string expected) => new(Current.At, $"{expected} is expected here, and there is {Current}.");

    /// <summary>Goes on behind the next of these symbols, or to the end.</summary>
    protected void SkipBehind(string symbol)
    {
        while (!AtEnd && !Take().Is(symbol))
        {
        }
    }
}
