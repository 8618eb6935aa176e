using System.Text;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>Names for people: 1 to 100 characters, no control characters, no blanks around them.</summary>
internal static class DisplayName
{
    private const int MaxLength = 100;

    // The process runs without the culture tables that could take accents off; these are the letters of the console's languages and their neighbours.
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿčćđěğıłńőřśšşťůűźżž";
    private const string Plain = "aaaaaaceeeeiiiinoooooouuuuyyccdegilnorssstuuzzz";

    public static Problem? Check(string name, string field) =>
        Clean(name) is { Length: >= 1 and <= MaxLength } && !name.Any(char.IsControl) && IsWellFormed(name) ? null : TenancyProblems.BadName(field);

    public static string Clean(string name) => name.Trim();

    /// <summary>The form in addresses: 3 to 63 of a-z, 0-9 and single hyphens. Names in other scripts leave nothing and get "tenant".</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            var accented = Accented.IndexOf(letter, StringComparison.Ordinal);
            var c = accented < 0 ? letter : Plain[accented];
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().Trim('-');
        return text.Length < 3 ? "tenant" : text[..Math.Min(50, text.Length)].TrimEnd('-');
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
