using System.Text;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>The texts of tickets: how long they may be, and what may be in them.</summary>
internal static class TicketText
{
    public const int MaxSubject = 200;
    public const int MaxDescription = 10_000;
    public const int MaxComment = 4000;
    public const int MaxRecipient = 200;
    public const int MaxNote = 2000;
    public const int MaxResolution = 4000;

    public static Problem? Line(string? text, string field, int max) =>
        text is null || (text.Length <= max && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl)) ? null : TicketsProblems.BadText(field, 1, max);

    public static Problem? Lines(string? text, string field, int min, int max) =>
        text is null || (text.Length <= max && text.Trim().Length >= min && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            ? null
            : TicketsProblems.BadText(field, min, max);

    /// <summary>Words from outside as one line that fits: nothing that a log line or an attacker put in breaks the form.</summary>
    public static string OneLine(string text, int max)
    {
        var line = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength > max)
            {
                break;
            }

            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return line.ToString().Trim();
    }

    /// <summary>Words from outside in several lines that fit, without other control characters.</summary>
    public static string Clean(string text, int max)
    {
        var lines = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (lines.Length + rune.Utf16SequenceLength > max)
            {
                break;
            }

            lines.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? " " : rune.ToString());
        }

        return lines.ToString().Trim();
    }
}
