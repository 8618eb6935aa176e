using System.Globalization;

namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>
/// A product's words or numbers for how bad something is, and what they mean here. Total: a word that is not in the table, whatever its case,
/// is <see cref="SeverityId.Unknown"/>, and so is none.
/// </summary>
public sealed class SeverityTable
{
    private readonly Dictionary<string, SeverityId> words;
    private readonly IReadOnlyList<(decimal From, SeverityId Severity)> steps;

    private SeverityTable(Dictionary<string, SeverityId> words, IReadOnlyList<(decimal From, SeverityId Severity)> steps)
    {
        this.words = words;
        this.steps = steps;
    }

    /// <summary>informational, info, low, medium, moderate, warning, high, critical, fatal: what most products say.</summary>
    public static SeverityTable Usual { get; } = Words(
        ("informational", SeverityId.Informational), ("information", SeverityId.Informational), ("info", SeverityId.Informational), ("none", SeverityId.Informational),
        ("low", SeverityId.Low), ("medium", SeverityId.Medium), ("moderate", SeverityId.Medium), ("warning", SeverityId.Medium), ("warn", SeverityId.Medium),
        ("high", SeverityId.High), ("error", SeverityId.High), ("critical", SeverityId.Critical), ("fatal", SeverityId.Fatal));

    /// <summary>A table of words.</summary>
    public static SeverityTable Words(params IEnumerable<(string Word, SeverityId Severity)> words) =>
        new(words.ToDictionary(w => w.Word, w => w.Severity, StringComparer.OrdinalIgnoreCase), []);

    /// <summary>A table of numbers: each step holds from its number up to the next step's. Below the first is unknown.</summary>
    public static SeverityTable Numbers(params IEnumerable<(decimal From, SeverityId Severity)> steps) => new([], [.. steps.OrderBy(s => s.From)]);

    /// <summary>What a word or a number in digits means.</summary>
    public SeverityId Of(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        return words.TryGetValue(trimmed, out var severity) ? severity
            : steps.Count > 0 && decimal.TryParse(trimmed, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? Of(number)
            : SeverityId.Unknown;
    }

    /// <summary>What a number means.</summary>
    public SeverityId Of(decimal number) => steps.LastOrDefault(s => s.From <= number).Severity;
}
