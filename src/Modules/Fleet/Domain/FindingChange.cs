using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>What becomes of a finding after an analysis.</summary>
internal enum FindingFate
{
    /// <summary>New: it is told.</summary>
    Raised,

    /// <summary>Still there and more severe: it is told again.</summary>
    Worsened,

    /// <summary>Still there.</summary>
    Refreshed,

    /// <summary>Not there any more: it is told.</summary>
    Resolved,
}

/// <summary>A finding as it is after an analysis, and what that means.</summary>
internal sealed record FindingChange(Finding Finding, FindingFate Fate)
{
    /// <summary>Compares what was open with what is observed now. What an analyzer had no say about stays as it is.</summary>
    public static IEnumerable<FindingChange> Of(
        IReadOnlyList<Finding> open, IReadOnlyList<Assessment> assessments, DeviceId device, string deviceName, ScopePath place, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var before = open.ToDictionary(f => (f.Rule, f.Key));
        foreach (var assessment in assessments)
        {
            foreach (var seen in assessment.Observations)
            {
                yield return before.Remove((seen.Rule, seen.Key), out var known)
                    ? new(Refresh(known, seen, now), seen.Severity > known.Severity ? FindingFate.Worsened : FindingFate.Refreshed)
                    : new(Raise(seen, assessment.Analyzer, device, deviceName, place, now, time), FindingFate.Raised);
            }
        }

        foreach (var gone in before.Values.Where(f => assessments.Any(a => a.Analyzer == f.Analyzer)))
        {
            yield return Resolve(gone, now);
        }
    }

    /// <summary>No longer true, or its device is gone.</summary>
    public static FindingChange Resolve(Finding finding, DateTimeOffset now) =>
        new(finding with { State = FindingState.Resolved, LastSeenAt = now, Version = finding.Version + 1 }, FindingFate.Resolved);

    private static Finding Refresh(Finding known, Observation seen, DateTimeOffset now) => known with
    {
        Severity = seen.Severity,
        Points = seen.Points,
        Title = seen.Title,
        Detail = seen.Detail,
        Evidence = seen.Evidence,
        LastSeenAt = now,
        Version = known.Version + 1,
    };

    private static Finding Raise(Observation seen, Analyzer analyzer, DeviceId device, string deviceName, ScopePath place, DateTimeOffset now, TimeProvider time) => new(
        Id.New<FindingId>(time), device, deviceName, analyzer, seen.Rule, seen.Key, seen.Severity, seen.Title, seen.Detail, seen.Points, seen.Evidence, now, now, FindingState.Open, 1, place);
}
