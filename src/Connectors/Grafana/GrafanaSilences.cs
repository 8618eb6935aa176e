using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Grafana;

/// <summary>
/// Silences of Grafana's Alertmanager: notifications are kept back for a while; nothing is resolved or closed by them. A silence of an alert matches all of
/// its labels, because one that matches fewer silences more. The reference stands at the end of its comment.
/// </summary>
internal sealed class GrafanaSilences(GrafanaApi api, TimeProvider time)
{
    public const string Silence = "grafana.silence";
    public const string Unsilence = "grafana.unsilence";
    public const int MaxSeconds = 2_592_000;
    public const int MaxMatchers = 100;
    private const int UsualSeconds = 3600;
    private const string Alertmanager = "api/alertmanager/grafana/api/v2";

    public static bool Has(string action) => action is Silence or Unsilence;

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (call.Action == Unsilence)
        {
            var there = await One(connection, call, ct);
            return there.Failure is { } unread ? unread.AsProblem()
                : State(there.Json) == "expired" ? GrafanaProblems.SilenceIsOver
                : new ActionPlan("A silence ends now: what it kept back is notified of again.", JsonSerializer.SerializeToElement(new { remove = there.Json }));
        }

        var matchers = await Matchers(connection, call, ct);
        return matchers.Failure is { } failure ? failure.AsProblem()
            : matchers.Problem is { } problem ? problem
            : new ActionPlan(
                $"Alerts with {(matchers.Of!.Count == 1 ? "this label" : $"all of these {matchers.Of.Count} labels")} notify nobody for {Seconds(call)} seconds.",
                JsonSerializer.SerializeToElement(new { add = new { matchers = matchers.Of, seconds = Seconds(call) } }));
    }

    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (call.Action == Unsilence)
        {
            return await End(connection, call, ct);
        }

        var matchers = await Matchers(connection, call, ct);
        if (matchers.Failure is { } unread)
        {
            return unread;
        }

        if (matchers.Problem is { } problem)
        {
            return new ActionOutcome.Refused(problem.Code, problem.Detail);
        }

        // 202 by Grafana, 200 by an Alertmanager, 201 by some: what counts is the id.
        var now = time.GetUtcNow();
        var made = await api.Change(
            connection,
            HttpMethod.Post,
            $"{Alertmanager}/silences",
            new NewSilence(matchers.Of!, now, now.AddSeconds(Seconds(call)), "holdfast", $"{call.Parameters.TextOrNull("comment") ?? "Silenced"} {Mark(call)}"),
            ct);
        return made.Failure is { } failure ? failure
            : LooseJson.FirstText(made.Json, "silenceID", "silenceId", "id") is { } id && IsId(id) ? new ActionOutcome.Succeeded(Result(id), Result(id))
            : api.Http.NotTheProduct(changes: true);
    }

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (call.Action == Unsilence)
        {
            return await IsOver(connection, call, ct);
        }

        var list = await api.Get(connection, $"{Alertmanager}/silences", JsonValueKind.Array, ct, GrafanaApi.MaxListBytes);
        if (list.Failure is { } failure)
        {
            return new PostCheck.NotKnown(failure.Detail);
        }

        // Those that are over stay in the list.
        var ours = list.Json.EnumerateArray().FirstOrDefault(one => LooseJson.Text(one, "comment")?.EndsWith(Mark(call), StringComparison.Ordinal) == true && State(one) is "active" or "pending");
        return ours.ValueKind == JsonValueKind.Object && LooseJson.Text(ours, "id") is { } id ? new PostCheck.Confirmed(Result(id), Result(id))
            : new PostCheck.NotThere("Grafana has no silence with this reference that holds.");
    }

    // One that is made again has another id, and silences as the first one did.
    private async Task<PostCheck> IsOver(Connection connection, ActionCall call, CancellationToken ct)
    {
        var there = await One(connection, call, ct);
        if (there.Failure is { } unread)
        {
            return new PostCheck.NotKnown(unread.Detail);
        }

        if (State(there.Json) != "expired")
        {
            return new PostCheck.NotThere("The silence still holds.");
        }

        var list = await api.Get(connection, $"{Alertmanager}/silences", JsonValueKind.Array, ct, GrafanaApi.MaxListBytes);
        return list.Failure is { } failure ? new PostCheck.NotKnown(failure.Detail)
            : list.Json.EnumerateArray().Any(one => State(one) is "active" or "pending" && Matched(one).SetEquals(Matched(there.Json)))
                ? new PostCheck.NotThere("Another silence of the same labels holds.")
                : new PostCheck.Confirmed(Result(call.Parameters.Text("silence")), Again(there.Json));
    }

    private static HashSet<string> Matched(JsonElement silence) =>
        [.. LooseJson.Objects(silence, "matchers", MaxMatchers).Select(one => JsonSerializer.Serialize(new
        {
            name = LooseJson.Text(one, "name"),
            value = LooseJson.Text(one, "value"),
            isRegex = LooseJson.Truth(one, "isRegex") ?? false,
            isEqual = LooseJson.Truth(one, "isEqual") ?? true,
        }))];

    // Ended is what Grafana says afterwards, not that it took the request.
    private async Task<ActionOutcome> End(Connection connection, ActionCall call, CancellationToken ct)
    {
        var there = await One(connection, call, ct);
        if (there.Failure is { } unread)
        {
            return unread;
        }

        if (State(there.Json) == "expired")
        {
            return new ActionOutcome.Succeeded(Result(call.Parameters.Text("silence")));
        }

        var answer = await api.Send(connection, HttpMethod.Delete, PathOf(call), null, GrafanaApi.MaxAnswerBytes, ct);
        if (api.Http.Failure(answer, changes: true) is { } failure)
        {
            return failure;
        }

        var after = await One(connection, call, ct);
        return after.Failure is null && State(after.Json) == "expired"
            ? new ActionOutcome.Succeeded(Result(call.Parameters.Text("silence")), Again(there.Json))
            : api.Http.NotTheProduct(changes: true);
    }

    private async Task<GrafanaAnswer> One(Connection connection, ActionCall call, CancellationToken ct)
    {
        var there = await api.Get(connection, PathOf(call), JsonValueKind.Object, ct);
        return there.Failure is null && State(there.Json) is null ? new(api.Http.NotTheProduct(changes: false), default, there.Status) : there;
    }

    private async Task<(IReadOnlyList<Matcher>? Of, Problem? Problem, ActionOutcome.Failed? Failure)> Matchers(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (call.Parameters.TextOrNull("alert") is not { } alert)
        {
            Matcher[] given = [.. call.Parameters.Objects("matchers")
                .Select(one => new Matcher(one.Text("name"), one.Text("value"), one.BooleanOrNull("isRegex") ?? false, one.BooleanOrNull("isEqual") ?? true))];
            return given.Length > 0 ? (given, null, null) : (null, GrafanaProblems.NothingToSilence, null);
        }

        var alerts = await api.Get(connection, $"{Alertmanager}/alerts", JsonValueKind.Array, ct, GrafanaApi.MaxListBytes);
        if (alerts.Failure is { } failure)
        {
            return (null, null, failure);
        }

        var found = alerts.Json.EnumerateArray().FirstOrDefault(one => LooseJson.Text(one, "fingerprint") == alert);
        Matcher[] all = found.ValueKind == JsonValueKind.Object && LooseJson.At(found, "labels") is { ValueKind: JsonValueKind.Object } labels
            ? [.. labels.EnumerateObject().Select(label => new Matcher(label.Name, label.Value.ValueKind == JsonValueKind.String ? label.Value.GetString()! : "", false, true))] : [];
        return all.Length is 0 or > MaxMatchers || all.Any(one => one.Value.Length == 0) ? (null, GrafanaProblems.NoSuchAlert, null) : (all, null, null);
    }

    private static string? State(JsonElement silence) => LooseJson.Text(silence, "status.state", 40);

    private static long Seconds(ActionCall call) => call.Parameters.NumberOrNull("seconds") ?? UsualSeconds;

    private static string Mark(ActionCall call) => $"[ref:{call.Reference}]";

    // Enough to make it again. Its end is not among it: Grafana moves it to when the silence was ended.
    private static JsonElement Again(JsonElement silence)
    {
        var comment = LooseJson.Line(LooseJson.Text(silence, "comment", 1000) ?? "", 1000);
        var mark = comment.LastIndexOf("[ref:", StringComparison.Ordinal);
        comment = (mark >= 0 ? comment[..mark] : comment).Trim();
        return JsonSerializer.SerializeToElement(new
        {
            matchers = LooseJson.Objects(silence, "matchers", MaxMatchers).Select(one => new
            {
                name = LooseJson.Text(one, "name", 500) ?? "",
                value = LooseJson.Text(one, "value", 2000) ?? "",
                isRegex = LooseJson.Truth(one, "isRegex") ?? false,
                isEqual = LooseJson.Truth(one, "isEqual") ?? true,
            }),
            comment = comment.Length > 0 ? comment : "Silenced again",
        });
    }

    private static bool IsId(string text) => text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string PathOf(ActionCall call) => $"{Alertmanager}/silence/{Uri.EscapeDataString(call.Parameters.Text("silence"))}";

    private static JsonElement Result(string id) => JsonSerializer.SerializeToElement(new { silence = id });

    private sealed record Matcher(string Name, string Value, bool IsRegex, bool IsEqual);

    private sealed record NewSilence(IReadOnlyList<Matcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string CreatedBy, string Comment);
}
