using System.Text;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>
/// Which words of a search must be in a ticket before it can match: the syntax is that of PostgreSQL's <c>websearch_to_tsquery</c>, of which this reads
/// as much as says that. Words that are refused with a minus are none of them, and next to an <c>or</c> they leave none: then a ticket may match that has
/// no word in common with the search.
/// </summary>
/// <param name="Words">The words, also those of phrases, as they were written.</param>
/// <param name="Any">One of them is enough: the text has an <c>or</c>.</param>
/// <param name="Rest">What stands before <paramref name="Beginning"/>; the whole text without one.</param>
/// <param name="Beginning">
/// The last word, which need only be begun: somebody may still be writing it. Null where it stands in quotes, is refused, is no plain word, or where the text has an <c>or</c>.
/// </param>
internal sealed record TextWords(IReadOnlyList<string> Words, bool Any, string Rest, string? Beginning)
{
    /// <summary>Reads a search.</summary>
    public static TextWords Of(string text)
    {
        var (words, any, quoted, refused, refuses) = (new List<string>(), false, false, false, false);
        var word = new StringBuilder();
        void End()
        {
            if (!quoted && word.ToString().Equals("or", StringComparison.OrdinalIgnoreCase))
            {
                any = true;
            }
            else if (!refused && word.Length > 0)
            {
                words.Add(word.ToString());
            }

            refused &= quoted;
            word.Clear();
        }

        foreach (var c in text)
        {
            if (c == '"')
            {
                End();
                quoted = !quoted;
                refused &= quoted;
            }
            else if (char.IsWhiteSpace(c))
            {
                End();
            }
            else if (c == '-' && word.Length == 0 && !quoted)
            {
                (refused, refuses) = (true, true);
            }
            else
            {
                word.Append(c);
            }
        }

        var last = word.ToString();
        var isPlain = last.Length > 1 && !quoted && !refused && !any && last.All(char.IsLetterOrDigit) && !last.Equals("or", StringComparison.OrdinalIgnoreCase);
        if (isPlain)
        {
            return new(words, false, text[..^last.Length], last);
        }

        End();
        return new(any && refuses ? [] : words, any, text, null);
    }
}
