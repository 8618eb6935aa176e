using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>Who scores a device.</summary>
internal enum Analyzer
{
    /// <summary>What its logs tell of attacks.</summary>
    SecurityEvents,

    /// <summary>Processor, memory, disks.</summary>
    Performance,
}

/// <summary>What kind of row proves a finding.</summary>
internal enum EvidenceKind
{
    Event,
    Metric,
    Inventory,
}

/// <summary>A row that proves a finding. The summary stays when the row has been pruned.</summary>
/// <param name="Kind">What kind of row.</param>
/// <param name="Id">Which row.</param>
/// <param name="At">Of when.</param>
/// <param name="Summary">What it says. Parts of it come from the device: show it as text.</param>
internal sealed record Evidence(EvidenceKind Kind, Guid Id, DateTimeOffset At, string Summary);

/// <summary>A log event with its row's id.</summary>
internal sealed record EventRow(Guid Id, DateTimeOffset At, LogEventKind Kind, string? User, string? Address, string Raw);

/// <summary>A measurement with its row's id.</summary>
internal sealed record SampleRow(Guid Id, DateTimeOffset At, string Name, string? Instance, double Value);

/// <summary>What an analyzer saw before and has not withdrawn; it needs less to stay than to come.</summary>
internal readonly record struct OpenObservation(string Rule, string Key, FindingSeverity Severity);

/// <summary>One thing that is wrong, now.</summary>
/// <param name="Rule">Which rule says so.</param>
/// <param name="Key">About what: an address, an account, a mount point. Rule and key are one finding of a device.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Points">What it costs.</param>
/// <param name="Title">One line.</param>
/// <param name="Detail">With the figures.</param>
/// <param name="Evidence">At most <see cref="Scoring.MaxEvidence"/> rows, newest first.</param>
internal sealed record Observation(
    string Rule, string Key, FindingSeverity Severity, double Points, string Title, string Detail, IReadOnlyList<Evidence> Evidence);

/// <summary>What an analyzer says of a device.</summary>
/// <param name="Analyzer">Which one.</param>
/// <param name="Score">1 to 100.</param>
/// <param name="Observations">Worst first; their points are what the score lacks of 100.</param>
internal sealed record Assessment(Analyzer Analyzer, int Score, IReadOnlyList<Observation> Observations);

/// <summary>From observations to a score: 100 less their points, never below 1. Pure, so the same rows always give the same score.</summary>
internal static class Scoring
{
    public const int MaxEvidence = 20;

    /// <summary>Of one rule. Many of one kind must not push out the one of another, and all rules' together stay below what is read as open.</summary>
    public const int MaxObservations = 40;

    public static Assessment Assess(Analyzer analyzer, IEnumerable<Observation> observations)
    {
        Observation[] worst =
        [
            .. observations
                .GroupBy(o => o.Rule, StringComparer.Ordinal)
                .SelectMany(rule => rule.OrderByDescending(o => o.Points).ThenBy(o => o.Key, StringComparer.Ordinal).Take(MaxObservations))
                .OrderByDescending(o => o.Points).ThenBy(o => o.Rule, StringComparer.Ordinal).ThenBy(o => o.Key, StringComparer.Ordinal),
        ];
        var score = (int)Math.Round(100 - worst.Sum(o => o.Points), MidpointRounding.AwayFromZero);
        return new(analyzer, Math.Clamp(score, 1, 100), worst);
    }

    /// <summary>Text from a log as it may stand in a title: one line, cut.</summary>
    public static string Plain(string text, int max)
    {
        var cut = text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)] + "…";
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c)) : cut;
    }
}
