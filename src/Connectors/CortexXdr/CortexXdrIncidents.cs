using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.CortexXdr;

/// <summary>
/// Closing incidents and opening them again. What an incident was before stands with the reference at the end of the comment with which it was closed, so
/// that it is known also when the answer was lost.
/// </summary>
internal sealed partial class CortexXdrIncidents(CortexXdrApi api)
{
    public const string Close = "cortexxdr.close_incident";
    public const string Reopen = "cortexxdr.reopen_incident";
    public static readonly string[] Resolutions =
    [
        "resolved_other", "resolved_true_positive", "resolved_false_positive", "resolved_known_issue", "resolved_duplicate", "resolved_security_testing",
    ];

    public static bool Has(string action) => action is Close or Reopen;

    public static bool IsResolved(string status) => status.StartsWith("resolved", StringComparison.OrdinalIgnoreCase);

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        var found = await Incident(connection, call, ct);
        if (found.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (found.Thing is not { } incident)
        {
            return CortexXdrProblems.NoIncident;
        }

        var status = Status(incident);
        return new ActionPlan(
            IsSo(call, status) ? $"The incident is {status} already; nothing changes." : $"The incident goes from {status} to {Wanted(call)}.",
            JsonSerializer.SerializeToElement(new { incident = Alert(call), before = new { status }, after = new { status = IsSo(call, status) ? status : Wanted(call) } }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        var found = await Incident(connection, call, ct);
        if (found.Failure is { } unread)
        {
            return unread;
        }

        if (found.Thing is not { } incident)
        {
            return new ActionOutcome.Failed(CortexXdrProblems.NoIncident.Code, CortexXdrProblems.NoIncident.Detail, Retryable: false);
        }

        var before = Status(incident);
        if (IsSo(call, before))
        {
            return new ActionOutcome.Succeeded(Result(call, before));
        }

        var update = new Dictionary<string, string> { ["status"] = Wanted(call) };
        if (call.Action == Close)
        {
            update["resolve_comment"] = $"{call.Parameters.Text("comment")} [ref:{call.Reference} was:{before}]";
        }

        var answer = await api.Ask(connection, "incidents/update_incident", new { incident_id = Alert(call), update_data = update }, changes: true, ct);
        return answer.Failure is { } failure ? failure
            : answer.Reply.ValueKind == JsonValueKind.True || answer.Reply.ValueKind == JsonValueKind.Object ? new ActionOutcome.Succeeded(Result(call, Wanted(call)), Undo(call, before))
            : api.Http.NotTheProduct(changes: true);
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        var found = await Incident(connection, call, ct);
        if (found.Failure is { } failure)
        {
            return new PostCheck.NotKnown(failure.Detail);
        }

        if (found.Thing is not { } incident)
        {
            return new PostCheck.NotKnown(CortexXdrProblems.NoIncident.Detail);
        }

        var status = Status(incident);
        var mark = call.Action == Close && LooseJson.Text(incident, "resolve_comment") is { } comment ? Mark().Match(comment) : Match.Empty;
        return !IsSo(call, status) ? new PostCheck.NotThere($"The incident is {status}.")
            : new PostCheck.Confirmed(
                Result(call, status),
                call.Action == Reopen ? Undo(call, "") : mark.Success && mark.Groups[1].Value == call.Reference ? Undo(call, mark.Groups[2].Value) : null);
    }

    private Task<(JsonElement? Thing, ActionOutcome.Failed? Failure)> Incident(Connection connection, ActionCall call, CancellationToken ct) =>
        CortexXdrLists.One(api, connection, "incidents/get_incidents", "incidents", "incident_id_list", "incident_id", Alert(call), ct);

    private static string Alert(ActionCall call) => call.Parameters.Text("alert");

    private static string Status(JsonElement incident) => LooseJson.Line(LooseJson.Text(incident, "status", 60) ?? "unknown", 60);

    private static string Wanted(ActionCall call) => call.Action == Close ? call.Parameters.TextOrNull("status") ?? Resolutions[0] : call.Parameters.TextOrNull("status") ?? "new";

    // Closed for another reason is closed.
    private static bool IsSo(ActionCall call, string status) => call.Action == Close ? IsResolved(status) : status == Wanted(call);

    private static JsonElement Result(ActionCall call, string status) => JsonSerializer.SerializeToElement(new { alert = Alert(call), status });

    private static JsonElement Undo(ActionCall call, string before) => call.Action == Close
        ? JsonSerializer.SerializeToElement(new { alert = Alert(call), status = before, closedAs = Wanted(call) })
        : JsonSerializer.SerializeToElement(new { alert = Alert(call), comment = "Closed again.", status = call.Parameters.TextOrNull("closedAs") ?? Resolutions[0] });

    [GeneratedRegex(@"\[ref:(\S+) was:([^\]]{1,60})\]\s*\z")]
    private static partial Regex Mark();
}
