using System.Text.Json;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>Reads alerts as history, for other modules.</summary>
internal sealed class AlertHistory(AlertsDb db) : IAlertHistory
{
    public async Task<IReadOnlyList<PastAlert>> Received(OpContext op, DateTimeOffset from, DateTimeOffset until, AlertId? after, int limit, CancellationToken ct) =>
        [.. (await db.Received(op, from, until, after, limit, ct)).Select(Said)];

    private static PastAlert Said(Alert a) => new(
        new AlertReceived(
            a.Id, a.Integration, a.Connector, a.Key, a.Title, a.Severity, IsActive: true, a.HappenedAt, a.Place.Device is { } device ? DeviceId.From(device) : null,
            Machine(a), IsNew: true, 1, [.. Seen(a).Take(Feeding.Intake.MaxTold)]),
        a.ReceivedAt,
        a.Place);

    private static string? Machine(Alert a) =>
        a.Record.TryGetProperty("device", out var device) && device.ValueKind == JsonValueKind.Object && device.TryGetProperty("uid", out var uid) && uid.ValueKind == JsonValueKind.String ? uid.GetString() : null;

    private static List<Observable> Seen(Alert a) =>
        a.Record.TryGetProperty("observables", out var all) && all.ValueKind == JsonValueKind.Array ? all.Deserialize<List<Observable>>(WireJson.Options)! : [];
}
