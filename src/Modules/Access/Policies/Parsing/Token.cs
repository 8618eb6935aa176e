namespace Holdfast.Modules.Access.Policies.Parsing;

internal enum TokenKind
{
    Identifier,
    Number,
    String,
    Slot,
    Symbol,
    End,
}

/// <summary>One word of a text. <paramref name="Text"/> is as written; a string's is without its quotation marks, still escaped.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, TextPosition At)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;

    /// <summary>As messages quote it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "the text's end",
        TokenKind.String => $"the string \"{(Text.Length > 40 ? $"{Text[..40]}…" : Text)}\"",
        _ => $"'{(Text.Length > 40 ? $"{Text[..40]}…" : Text)}'",
    };
}
