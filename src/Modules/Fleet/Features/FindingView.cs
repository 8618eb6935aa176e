using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A finding on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DeviceId">On which device.</param>
/// <param name="DeviceName">Its name for people.</param>
/// <param name="Analyzer">Who says so.</param>
/// <param name="Rule">By which rule, e.g. <c>ssh.brute_force</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">One line for a person.</param>
/// <param name="Detail">One or two sentences with the figures. Parts of it come from the device: show it as text.</param>
/// <param name="Points">What it costs of the analyzer's 100.</param>
/// <param name="Evidence">The rows that prove it, newest first.</param>
/// <param name="FirstSeenAt">Since when it holds.</param>
/// <param name="LastSeenAt">When it was last seen to hold.</param>
/// <param name="State">Whether it still holds.</param>
/// <param name="CreatedAt">When it was written down.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
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
