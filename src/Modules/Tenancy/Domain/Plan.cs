using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>What tenants can have: flags and limits, under one name.</summary>
/// <param name="Key">Never renamed.</param>
/// <param name="Name">For people.</param>
/// <param name="Meaning">For whom it is, in a sentence.</param>
/// <param name="Rank">A plan of a higher rank is more; no two have the same.</param>
/// <param name="HasAllFlags">Whether it has every flag, those that come later among them.</param>
/// <param name="Flags">The flags that it has by name.</param>
/// <param name="Limits">By the quotas' names; of all others the usual limits hold.</param>
/// <param name="Version">Grows with every change.</param>
internal sealed partial record Plan(
    string Key, string Name, string Meaning, int Rank, bool HasAllFlags, FrozenSet<string> Flags, FrozenDictionary<string, long> Limits, long Version)
{
    /// <summary>What holds before any plan was read: no flag.</summary>
    public static Plan Unread { get; } = new("", "", "", -1, false, FrozenSet<string>.Empty, FrozenDictionary<string, long>.Empty, 0);

    public bool Has(string flag) => HasAllFlags || Flags.Contains(flag);

    public static bool IsKey(string? text) => text is not null && KeyPattern().IsMatch(text);

    [GeneratedRegex("^[A-Z][A-Z0-9_]{1,31}$")]
    private static partial Regex KeyPattern();
}

/// <summary>A plan as it is now, and when it was changed.</summary>
internal sealed record PlanChange(Plan Plan, DateTimeOffset At);
