using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Http;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A finding on the wire.</summary>
internal sealed record FindingView(
    FindingId Id,
    DeviceId DeviceId,
    string DeviceName,
    Analyzer Analyzer,
    string Rule,
    FindingSeverity Severity,
    string Title,
    string Detail,
    double Points,
    IReadOnlyList<Evidence> Evidence,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    FindingState State,
    DateTimeOffset CreatedAt,
    long Version) : IVersioned
{
    public static FindingView From(Finding finding) => new(
        finding.Id,
        finding.Device,
        finding.DeviceName,
        finding.Analyzer,
        finding.Rule,
        finding.Severity,
        finding.Title,
        finding.Detail,
        finding.Points,
        finding.Evidence,
        finding.FirstSeenAt,
        finding.LastSeenAt,
        finding.State,
        finding.FirstSeenAt,
        finding.Version);
}
