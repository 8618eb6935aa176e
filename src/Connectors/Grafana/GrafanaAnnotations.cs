using System.Globalization;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Grafana;

/// <summary>Notes on dashboards. Grafana has no idempotency key: the reference goes along as a tag, so that it can be seen whether a note is there already.</summary>
internal sealed class GrafanaAnnotations(GrafanaApi api, TimeProvider time)
{
    public const string Annotate = "grafana.annotate";
    public const string Delete = "grafana.delete_annotation";

    public static bool Has(string action) => action is Annotate or Delete;

    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (call.Action == Annotate)
        {
            return EndsBeforeItBegins(call)
                ? GrafanaProblems.EndsBeforeItBegins
                : new ActionPlan("An annotation is added.", JsonSerializer.SerializeToElement(new { add = call.Parameters.Json }));
        }

        var there = await api.Get(connection, PathOf(call), JsonValueKind.Object, ct);
        return there.Failure is { } failure ? failure.AsProblem()
            : new ActionPlan("An annotation is deleted; Grafana keeps no copy.", JsonSerializer.SerializeToElement(new { remove = there.Json }));
    }

    public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct) =>
        call.Action == Annotate ? Add(connection, call, ct) : Remove(connection, call, ct);

    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (call.Action == Delete)
        {
            var answer = await api.Send(connection, HttpMethod.Get, PathOf(call), null, GrafanaApi.MaxAnswerBytes, ct);
            return GrafanaAnswer.SaysNotThere(answer) ? new PostCheck.Confirmed(Deleted(call))
                : GrafanaAnswer.Of(api.Http, answer, JsonValueKind.Object, changes: false).Failure is { } failure ? new PostCheck.NotKnown(failure.Detail)
                : new PostCheck.NotThere("The annotation is still there.");
        }

        // Whoever may write annotations may not always read them; then nothing is known.
        var list = await api.Get(connection, $"api/annotations?limit=1&tags={Uri.EscapeDataString(Tag(call))}", JsonValueKind.Array, ct);
        return list.Failure is { } unread ? new PostCheck.NotKnown(unread.Detail)
            : list.Json.GetArrayLength() == 0 ? new PostCheck.NotThere("Grafana has no annotation with this reference.")
            : GrafanaAnswer.Id(list.Json[0]) is { } id ? new PostCheck.Confirmed(Added(id, call), Undo(id))
            : new PostCheck.NotKnown(api.Http.NotTheProduct(changes: false).Detail);
    }

    private async Task<ActionOutcome> Add(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (EndsBeforeItBegins(call))
        {
            return new ActionOutcome.Refused(GrafanaProblems.EndsBeforeItBegins.Code, GrafanaProblems.EndsBeforeItBegins.Detail);
        }

        var annotation = new NewAnnotation(
            call.Parameters.Text("text"),
            (call.Parameters.TimeOrNull("time") ?? time.GetUtcNow()).ToUnixTimeMilliseconds(),
            call.Parameters.TimeOrNull("timeEnd")?.ToUnixTimeMilliseconds(),
            [.. call.Parameters.Texts("tags"), Tag(call)],
            call.Parameters.TextOrNull("dashboardUID"),
            call.Parameters.NumberOrNull("panelId"));
        var made = await api.Change(connection, HttpMethod.Post, "api/annotations", annotation, ct);
        return made.Failure is { } failure ? failure
            : GrafanaAnswer.Id(made.Json) is { } id ? new ActionOutcome.Succeeded(Added(id, call), Undo(id))
            : api.Http.NotTheProduct(changes: true);
    }

    private async Task<ActionOutcome> Remove(Connection connection, ActionCall call, CancellationToken ct)
    {
        // Success has its word: another product's object is none.
        var gone = GrafanaAnswer.Of(
            api.Http, await api.Send(connection, HttpMethod.Delete, PathOf(call), null, GrafanaApi.MaxAnswerBytes, ct), JsonValueKind.Object, changes: true);
        return gone.Failure is { } failure ? failure
            : LooseJson.Text(gone.Json, "message") == "Annotation deleted" ? new ActionOutcome.Succeeded(Deleted(call))
            : api.Http.NotTheProduct(changes: true);
    }

    private bool EndsBeforeItBegins(ActionCall call) => call.Parameters.TimeOrNull("timeEnd") < (call.Parameters.TimeOrNull("time") ?? time.GetUtcNow());

    private static string PathOf(ActionCall call) => string.Create(CultureInfo.InvariantCulture, $"api/annotations/{call.Parameters.NumberOrNull("id")}");

    private static string Tag(ActionCall call) => $"ref:{call.Reference}";

    private static JsonElement Added(long id, ActionCall call) => JsonSerializer.SerializeToElement(new { id, reference = call.Reference });

    private static JsonElement Deleted(ActionCall call) => JsonSerializer.SerializeToElement(new { id = call.Parameters.NumberOrNull("id") });

    private static JsonElement Undo(long id) => JsonSerializer.SerializeToElement(new { id });

    private sealed record NewAnnotation(
        string Text, long Time, long? TimeEnd, string[] Tags, [property: System.Text.Json.Serialization.JsonPropertyName("dashboardUID")] string? DashboardUid, long? PanelId);
}
