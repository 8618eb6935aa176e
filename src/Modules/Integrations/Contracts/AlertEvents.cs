using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>A product says that something is wrong, for the first time, anew, or with other words.</summary>
/// <param name="Alert">Which alert.</param>
/// <param name="Integration">Through which integration.</param>
/// <param name="Connector">Its connector.</param>
/// <param name="Key">The product's id of it.</param>
/// <param name="Title">One line.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="IsActive">Whether it holds.</param>
/// <param name="HappenedAt">When it happened.</param>
/// <param name="Device">The device of ours that it is about; null when it is about none.</param>
/// <param name="Asset">The product's own id of the machine that it is about; null when it names none.</param>
/// <param name="IsNew">Whether it was not known before.</param>
/// <param name="Occurrences">How often it has begun.</param>
/// <param name="Observables">What it has in common with others; the first ten.</param>
public sealed record AlertReceived(
    AlertId Alert,
    IntegrationId Integration,
    string Connector,
    string Key,
    string Title,
    SeverityId Severity,
    bool IsActive,
    DateTimeOffset HappenedAt,
    DeviceId? Device,
    string? Asset,
    bool IsNew,
    int Occurrences,
    IReadOnlyList<Observable> Observables) : IEvent
{
    static string IEvent.Name => "alert.received";
}

/// <summary>A product says that what was wrong is over, or does not name it any more.</summary>
/// <param name="Alert">Which alert.</param>
/// <param name="Integration">Through which integration.</param>
/// <param name="Connector">Its connector.</param>
public sealed record AlertEnded(AlertId Alert, IntegrationId Integration, string Connector) : IEvent
{
    static string IEvent.Name => "alert.ended";
}

/// <summary>Somebody here has looked at an alert, is done with it, or takes that back.</summary>
/// <param name="Alert">Which alert.</param>
/// <param name="Integration">Through which integration.</param>
/// <param name="State">Where people are with it now.</param>
public sealed record AlertMoved(AlertId Alert, IntegrationId Integration, AlertState State) : IEvent
{
    static string IEvent.Name => "alert.moved";
}
