using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>The words that people find tickets by: lower case, each once, in order.</summary>
internal static class TicketTags
{
    public const int Most = 20;
    private const int MaxLength = 50;

    public static Problem? Check(IReadOnlyList<string?>? tags, string field) =>
        tags is null || (tags.Count <= Most && tags.All(IsTag)) ? null : TicketsProblems.BadTags(field);

    public static string[] Clean(IEnumerable<string?> tags) =>
        [.. tags.Select(tag => tag!.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Those of some words that are tags, and no more than there may be.</summary>
    public static string[] Fitting(IEnumerable<string?> tags) => Clean(tags.Where(IsTag).Take(Most));

    public static bool IsTag(string? tag) =>
        tag?.Trim() is { Length: > 0 and <= MaxLength } text && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/');
}
