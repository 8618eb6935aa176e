using System.Globalization;
using System.Text;

namespace Holdfast.Hosts.Cli.Output;

/// <summary>
/// Texts from logs, tickets and devices may hold whatever an attacker wrote there. A terminal obeys escape sequences, so control and
/// direction characters are shown, not sent.
/// </summary>
internal static class SafeText
{
    /// <summary>The text with line breaks kept.</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    /// <summary>The text in one line.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    private static string Clean(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' && keepLines)
            {
                clean.Append('\n');
            }
            else if (rune.Value is '\n' or '\r' or '\t')
            {
                clean.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append('<').Append(rune.Value.ToString("X4")).Append('>');
            }
            else
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
