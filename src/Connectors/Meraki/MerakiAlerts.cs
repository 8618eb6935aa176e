using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>Assurance alerts: what is wrong with devices and networks now. They can be dismissed and restored; they take no comment.</summary>
internal sealed class MerakiAlerts(MerakiApi api, ProductHttp http)
{
    private const int LeastPage = 4;

    /// <summary>The active ones, the oldest first.</summary>
    public async Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        var read = await MerakiPages.Read(api, http, connection, call with { Limit = Math.Min(call.Limit, 300) }, Path(connection), "&active=true&sortBy=startedAt&sortOrder=ascending", LeastPage, ct);
        return read.Map(page =>
        {
            var items = page.Documents.Select(Item).ToArray();
            return new ReadPage([.. items.Select(i => i.Item).OfType<ReadItem>().Where(i => call.Since is null || i.ChangedAt >= call.Since)], page.Next)
            {
                Rejected = [.. items.Select(i => i.Rejection).OfType<Rejection>()],
            };
        });
    }

    /// <summary>What would change; a problem when there is nothing to change.</summary>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, bool dismiss, CancellationToken ct) =>
        (await Find(connection, call, ct)).Fails(out var alert, out var problem) ? problem
        : IsDismissed(alert) == dismiss ? MerakiProblems.AlertUnchanged
        : new ActionPlan(dismiss ? "The alert is dismissed in Meraki, without a comment." : "The alert is shown again in Meraki.", JsonSerializer.SerializeToElement(new { alert = LooseJson.Text(alert, "title"), dismissed = dismiss }));

    /// <summary>Dismisses or restores it. The answer is empty: what came of it is read.</summary>
    public async Task<ActionOutcome> Change(Connection connection, ActionCall call, bool dismiss, CancellationToken ct)
    {
        if ((await Find(connection, call, ct)).Fails(out var alert, out var problem))
        {
            return ProductOutcomes.Of(problem);
        }

        if (IsDismissed(alert) == dismiss)
        {
            return ProductOutcomes.Of(MerakiProblems.AlertUnchanged);
        }

        var answer = await api.Send(connection, HttpMethod.Post, $"{Path(connection)}/{(dismiss ? "dismiss" : "restore")}", new { alertIds = new[] { call.Parameters.Text("alert") } }, changes: true, ct);
        return answer.Failure is { } failure ? failure
            : (await Find(connection, call, ct)).Fails(out var after, out var unread) ? http.Doubtful("not_verified", "Meraki took it, and what came of it could not be read.", changes: true, ProductHttp.Says(unread.Detail))
            : IsDismissed(after) == dismiss ? new ActionOutcome.Succeeded(Result(call), dismiss ? Result(call) : null)
            : http.Doubtful("not_seen", "Meraki took it, and shows the alert as before.", changes: true);
    }

    /// <summary>Whether it is dismissed, or is not.</summary>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, bool dismiss, CancellationToken ct) =>
        (await Find(connection, call, ct)).Fails(out var alert, out var problem) ? new PostCheck.NotKnown(problem.Detail)
        : IsDismissed(alert) == dismiss ? new PostCheck.Confirmed(Result(call), dismiss ? Result(call) : null)
        : new PostCheck.NotThere(dismiss ? "The alert is not dismissed." : "The alert is still dismissed.");

    private async Task<Result<JsonElement>> Find(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (!MerakiConnector.IsId(call.Parameters.Text("alert")))
        {
            return MerakiProblems.BadId;
        }

        var answer = await api.Get(connection, $"{Path(connection)}/{call.Parameters.Text("alert")}", ct);
        return answer.Failure is { } failure ? failure.AsProblem()
            : LooseJson.Text(answer.Json, "id") == call.Parameters.Text("alert") ? answer.Json
            : http.NotTheProduct(changes: false).AsProblem();
    }

    private static string Path(Connection connection) => $"organizations/{connection.Settings.Text("organization")}/assurance/alerts";

    private static bool IsDismissed(JsonElement alert) => LooseJson.Time(alert, "dismissedAt") is not null;

    private static JsonElement Result(ActionCall call) => JsonSerializer.SerializeToElement(new { alert = call.Parameters.Text("alert") });

    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement alert)
    {
        if (LooseJson.Text(alert, "id", 400) is not { } id)
        {
            return (null, MerakiProblems.NoId);
        }

        if (LooseJson.Time(alert, "startedAt") is not { } at)
        {
            return (null, MerakiProblems.NoTime(id));
        }

        var (resolved, dismissed) = (LooseJson.Time(alert, "resolvedAt"), LooseJson.Time(alert, "dismissedAt"));
        var title = LooseJson.Line(LooseJson.FirstText(alert, "title", "description", "type") ?? "An alert without a title", 200);
        var device = LooseJson.Objects(alert, "scope.devices", 1) is [var first] ? first : default;
        var mac = NormalAddress.Mac(LooseJson.Text(device, "mac"));
        var record = new DetectionFinding(title, SeverityTable.Usual.Of(LooseJson.Text(alert, "severity")), resolved is not null ? FindingStatus.Resolved : dismissed is not null ? FindingStatus.Suppressed : FindingStatus.New, at)
        {
            Desc = LooseJson.Text(alert, "description"),
            FirstSeenTime = at,
            LastSeenTime = resolved,
            Types = [.. LooseJson.Texts(alert, "categoryType"), .. LooseJson.Texts(alert, "type")],
            Device = device.ValueKind != JsonValueKind.Object ? null : new Endpoint
            {
                Uid = LooseJson.Text(device, "serial"),
                Name = LooseJson.FirstText(device, "name", "serial"),
                Mac = mac,
                SerialNumber = LooseJson.Text(device, "serial"),
                Type = LooseJson.Text(device, "productType"),
            },
            SrcUrl = LooseJson.Text(device, "url"),
            Observables = NormalObservable.All(NormalObservable.Of(ObservableType.MacAddress, mac)),
        };
        return (new ReadItem(id, ReadKind.Alerts, title, resolved is null && dismissed is null, resolved ?? dismissed ?? at, alert) { Record = record }, null);
    }
}
