using System.Globalization;
using System.Text;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>Names for people: 1 to 100 characters in Unicode's composed form, no control characters.</summary>
internal static class DisplayName
{
    private const int MaxLength = 100;

    public static Problem? Check(string name, string field) =>
        Clean(name) is { Length: >= 1 and <= MaxLength } && !name.Any(char.IsControl) && IsWellFormed(name) ? null : TenancyProblems.BadName(field);

    public static string Clean(string name) => IsWellFormed(name) ? name.Normalize(NormalizationForm.FormC).Trim() : name;

    /// <summary>The form in addresses: 3 to 63 of a-z, 0-9 and single hyphens. Names in other scripts leave nothing and get "tenant".</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
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
