using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Features.Alerts;

/// <summary>Who has moved an alert.</summary>
/// <param name="Kind">What kind of principal.</param>
/// <param name="Id">Which.</param>
/// <param name="Name">For people.</param>
internal sealed record AlertActorView(PrincipalKind Kind, Guid? Id, string Name);

/// <summary>What a product says is wrong, on the wire. Its words are the product's or an attacker's: show them as text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IntegrationId">Through which integration it came.</param>
/// <param name="Connector">The integration's connector.</param>
/// <param name="Read">By which of the connector's reads or documents.</param>
/// <param name="Key">The product's own id for it.</param>
/// <param name="Title">One line.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Status">Where people are with it in the product.</param>
/// <param name="IsActive">False when the product says that it is over, or does not name it any more.</param>
/// <param name="HappenedAt">When it happened.</param>
/// <param name="ChangedAt">When it last changed there.</param>
/// <param name="ReceivedAt">When it first came.</param>
/// <param name="Occurrences">How often it has begun.</param>
/// <param name="State">Where people here are with it.</param>
/// <param name="StateBy">Who last moved it; null for nobody.</param>
/// <param name="StateAt">When.</param>
/// <param name="OrganizationId">Where it hangs.</param>
/// <param name="GroupId">Where it hangs.</param>
/// <param name="DeviceId">The device of ours that it is about.</param>
/// <param name="Record">In one form for all products: OCSF Detection Finding.</param>
/// <param name="Version">Counts the changes; the ETag.</param>
internal record AlertView(
    AlertId Id,
    IntegrationId IntegrationId,
    string Connector,
    string Read,
    string Key,
    string Title,
    SeverityId Severity,
    FindingStatus Status,
    bool IsActive,
    DateTimeOffset HappenedAt,
    DateTimeOffset ChangedAt,
    DateTimeOffset ReceivedAt,
    int Occurrences,
    AlertState State,
    AlertActorView? StateBy,
    DateTimeOffset? StateAt,
    Guid? OrganizationId,
    Guid? GroupId,
    Guid? DeviceId,
    DetectionFinding Record,
    long Version) : IVersioned
{
    public static AlertView From(Alert a) => new(
        a.Id, a.Integration, a.Connector, a.Read, a.Key, a.Title, a.Severity, a.Status, a.IsActive, a.HappenedAt, a.ChangedAt, a.ReceivedAt, a.Occurrences, a.State,
        a.StateBy is { } by ? new(by.Kind, by.Id, by.Name) : null, a.StateAt, a.Place.Organization, a.Place.Group, a.Place.Device,
        a.Record.Deserialize<DetectionFinding>(WireJson.Options)!, a.Version);

    public static AuditFact Fact(Alert before, Alert after) => new("alert", after.Id.Value, after.Title, Show(before), Show(after)) { Path = after.Place };

    private static JsonElement Show(Alert a) => AuditFact.Show(new { a.State });
}

/// <summary>An alert with the document as the product wrote it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Data">The product's own document.</param>
/// <param name="Related">Alerts that have an observable in common with it, the newest first; at most 20.</param>
internal sealed record AlertDetailView(AlertView Alert, JsonElement Data, IReadOnlyList<AlertView> Related);
