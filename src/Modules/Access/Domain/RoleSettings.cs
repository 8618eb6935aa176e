using System.Globalization;
using System.Text;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Domain;

/// <summary>The shape of what tenants say of their roles and user groups.</summary>
internal static class RoleSettings
{
    public const int MaxName = 100;
    public const int MaxMeaning = 500;
    public const int MaxPermissions = 100;
    public const int MaxParents = 16;

    // The names of stock roles, and of the one role that only the platform gives.
    private static readonly HashSet<string> Reserved =
        new([.. StockRole.All.SelectMany(r => new[] { r.Id, r.Name }).Select(Plain), "super admin"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name can be one: 1 to 100 characters that can be seen, on one line.</summary>
    public static bool IsName(string name) => name.Trim() is { Length: >= 1 and <= MaxName } trimmed && IsSeen(trimmed);

    /// <summary>Whether a text can say what something is for: at most 500 characters on one line.</summary>
    public static bool IsMeaning(string? meaning) => meaning is null || (meaning.Length <= MaxMeaning && IsSeen(meaning));

    /// <summary>What is wrong with the shape of a role; null when nothing is.</summary>
    public static Problem? Check(string name, string? meaning, IReadOnlyList<string>? permissions, IReadOnlyList<string>? parents) =>
        !IsName(name) ? AccessProblems.BadRoleName
        : Reserved.Contains(Plain(name.Trim())) ? AccessProblems.ReservedRoleName
        : !IsMeaning(meaning) ? AccessProblems.BadRoleMeaning
        : CheckGiven(permissions, parents);

    /// <summary>What is wrong with the shape of what a role gives; null when nothing is.</summary>
    public static Problem? CheckGiven(IReadOnlyList<string>? permissions, IReadOnlyList<string>? parents) =>
        !AreTexts(permissions, MaxPermissions) ? AccessProblems.BadRolePermissions
        : !AreTexts(parents, MaxParents) ? AccessProblems.BadRoleParents
        : null;

    private static bool AreTexts(IReadOnlyList<string>? texts, int most) => texts is null || (texts.Count <= most && texts.All(t => t is { Length: >= 1 and <= 100 }));

    private static string Plain(string name) => name.Replace('_', ' ').Replace('-', ' ');

    // What cannot be seen, or turns the direction of what follows, makes one name look like another.
    private static bool IsSeen(string text) => text.EnumerateRunes().All(r => r != Rune.ReplacementChar && Rune.GetUnicodeCategory(r)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned));
}
