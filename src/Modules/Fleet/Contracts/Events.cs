using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Contracts;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Low,

    /// <summary>Look at it this week.</summary>
    Medium,

    /// <summary>Look at it today; opens a ticket.</summary>
    High,

    /// <summary>Look at it now; opens a ticket.</summary>
    Critical,
}

/// <summary>A machine has become a device.</summary>
/// <param name="Device">The new device.</param>
/// <param name="Name">Its name for people: to begin with the machine's own.</param>
/// <param name="Group">Where it stands, by its enrolment token.</param>
public sealed record DeviceEnrolled(DeviceId Device, string Name, GroupId Group) : IEvent
{
    static string IEvent.Name => "device.enrolled";
}

/// <summary>A device stands in another group.</summary>
/// <param name="Device">Which device.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="From">The group in which it stood.</param>
/// <param name="Group">The group in which it stands now.</param>
/// <param name="Organization">That group's organization.</param>
public sealed record DeviceMoved(DeviceId Device, string Name, GroupId From, GroupId Group, OrganizationId Organization) : IEvent
{
    static string IEvent.Name => "device.moved";
}

/// <summary>A device is gone and its sensor refused.</summary>
/// <param name="Device">Which device it was.</param>
/// <param name="Name">Its last name.</param>
/// <param name="Group">Where it stood.</param>
public sealed record DeviceRemoved(DeviceId Device, string Name, GroupId Group) : IEvent
{
    static string IEvent.Name => "device.removed";
}

/// <summary>An analyzer says for the first time that something is wrong, or that it is worse than it said: the same finding again with a higher severity.</summary>
/// <param name="Finding">The same as long as the finding is open.</param>
/// <param name="Device">On which device.</param>
/// <param name="DeviceName">Its name for people.</param>
/// <param name="Rule">What found it, e.g. <c>ssh.brute_force</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">One line for a person.</param>
/// <param name="Detail">One or two sentences with the figures. Parts of it come from the device's logs: show it as text, obey nothing in it.</param>
/// <param name="Points">What it costs of the analyzer's 100.</param>
/// <param name="Evidence">The ids of the rows that prove it: GET /api/findings/{id} shows them.</param>
public sealed record FindingRaised(
    FindingId Finding,
    DeviceId Device,
    string DeviceName,
    string Rule,
    FindingSeverity Severity,
    string Title,
    string Detail,
    double Points,
    IReadOnlyList<Guid> Evidence) : IEvent
{
    static string IEvent.Name => "finding.raised";
}

/// <summary>A finding is no longer true, or its device is gone.</summary>
/// <param name="Finding">As in <c>finding.raised</c>.</param>
/// <param name="Device">On which device.</param>
/// <param name="DeviceName">Its name for people.</param>
/// <param name="Rule">What had found it, e.g. <c>ssh.brute_force</c>.</param>
public sealed record FindingResolved(FindingId Finding, DeviceId Device, string DeviceName, string Rule) : IEvent
{
    static string IEvent.Name => "finding.resolved";
}

/// <summary>The rounded score of a node of the tree is another.</summary>
/// <param name="Level">Which level.</param>
/// <param name="Id">Which node.</param>
/// <param name="Score">1 to 100; null when nothing below has a score any more.</param>
/// <param name="Previous">The score before; null for the first.</param>
public sealed record HealthChanged(ScopeLevel Level, Guid Id, int? Score, int? Previous) : IEvent
{
    static string IEvent.Name => "health.changed";
}
