using System.Text;

namespace Holdfast.Modules.Access.Policies.Expressions;

/// <summary>What <c>like</c> compares with: characters, and wildcards that stand for any number of any characters.</summary>
internal sealed class Pattern(List<(Rune Character, bool IsWildcard)> elements)
{
    private readonly (Rune Character, bool IsWildcard)[] elements = [.. elements];

    /// <summary>How often a character is looked at, at most, for a text of one character.</summary>
    public int CostPerCharacter => 1 + (elements.Length / 16);

    public bool Matches(string text)
    {
        Rune[] characters = [.. text.EnumerateRunes()];
        var (at, element) = (0, 0);
        var (star, resume) = (-1, 0);
        while (at < characters.Length)
        {
            if (element < elements.Length && elements[element].IsWildcard)
            {
                (star, resume) = (element++, at);
            }
            else if (element < elements.Length && elements[element].Character == characters[at])
            {
                (at, element) = (at + 1, element + 1);
            }
            else if (star >= 0)
            {
                (at, element) = (++resume, star + 1);
            }
            else
            {
                return false;
            }
        }

        while (element < elements.Length && elements[element].IsWildcard)
        {
            element++;
        }

        return element == elements.Length;
    }
}
