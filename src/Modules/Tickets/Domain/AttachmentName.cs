using System.Globalization;
using System.Text;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What an attachment is called: a bare name, which means the same to every system and looks like what it is.</summary>
internal static class AttachmentName
{
    public const int MaxLength = 150;
    private const int MaxExtension = 20;
    private const string Unnamed = "attachment";

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })];

    /// <summary>The name without folders, without what cannot be seen or turns the direction of writing, and not too long; the extension stays.</summary>
    public static string Clean(string? given)
    {
        var text = given ?? "";
        var bare = text[(text.LastIndexOfAny(['/', '\\']) + 1)..];
        var seen = new StringBuilder(bare.Length);
        foreach (var rune in bare.EnumerateRunes())
        {
            if (Seen(rune))
            {
                seen.Append(Rune.IsWhiteSpace(rune) ? " " : rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? "_" : rune.ToString());
            }
        }

        var name = Trimmed(seen.ToString().Normalize(NormalizationForm.FormC));
        name = Trimmed(Shortened(name));
        if (Devices.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase))
        {
            name = Trimmed(Shortened($"_{name}"));
        }

        return name.Length > 0 ? name : Unnamed;
    }

    // Format characters are those that turn or hide text; half of a surrogate pair is no text at all.
    private static bool Seen(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    // Windows drops dots and spaces at the end; at the beginning a dot hides a file.
    private static string Trimmed(string name) => name.Trim(' ', '.');

    private static string Shortened(string name)
    {
        if (name.Length <= MaxLength)
        {
            return name;
        }

        var dot = name.LastIndexOf('.');
        var extension = dot >= 0 && name.Length - dot <= MaxExtension ? name[dot..] : "";
        var kept = name[..(MaxLength - extension.Length)];
        // Not in the middle of a pair.
        return (char.IsHighSurrogate(kept[^1]) ? kept[..^1] : kept) + extension;
    }
}
