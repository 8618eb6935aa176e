using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.Grafana;

/// <summary>
/// Grafana, by its HTTP API (paths below <c>/api</c>, as in grafana/grafana <c>public/api-merged.json</c>; tried with the shapes of 9 to 13).
/// Signs in with a service account token, which belongs to one Grafana organization. A path in the address is kept: many run below one.
/// </summary>
public sealed class GrafanaConnector(OutboundClient outbound, TimeProvider time) : IConnector
{
    private const string Annotate = "grafana.annotate";
    private const string DeleteAnnotation = "grafana.delete_annotation";
    private const string Alerts = "grafana.alerts";
    private const string AlertWebhook = "grafana.alert_webhook";
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxName = 200;
    private const int MaxListBytes = 8 * 1024 * 1024;

    private readonly ProductHttp http = new(outbound, "grafana", "Grafana");

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new(
        "grafana",
        "Grafana",
        [
            new("url", FieldType.Url, "Where Grafana is, with the path below which it runs if there is one.") { Required = true, MaxLength = 500, BindsSecret = true },
            .. ProductHttp.TrustSettings,
        ],
        [
            new("token", FieldType.Secret, "A service account token (glsa_…) that may create, read and delete annotations and read alerts.") { Required = true, MaxLength = 500 },
            new("webhookSecret", FieldType.Secret, "The HMAC secret of the contact point that posts alerts, if one does.") { MaxLength = 500 },
        ],
        [
            new(Annotate, "Write an annotation", "Puts a note on the organization's timeline, or on a dashboard or panel.",
            [
                new("text", FieldType.LongText, "What it says.") { Required = true, MaxLength = 8000 },
                new("time", FieldType.Time, "When it begins; now when not said."),
                new("timeEnd", FieldType.Time, "When it ends; a moment when not said."),
                new("tags", FieldType.TextList, "By what it can be found.") { MaxLength = 100, MaxItems = 20 },
                new("dashboardUID", FieldType.Text, "The dashboard on which it shows; all when not said.") { MaxLength = 40 },
                new("panelId", FieldType.Number, "The panel of the dashboard.") { Minimum = 1 },
            ])
            {
                Result =
                [
                    new("id", FieldType.Number, "The annotation's id in Grafana.") { Maximum = long.MaxValue },
                    new("reference", FieldType.Text, "What marks it: its tag ref:…."),
                ],
                Inverse = DeleteAnnotation,
                Purpose = ActionPurpose.Note,
            },
            new(DeleteAnnotation, "Delete an annotation", "Takes a note off the timeline.",
                [new("id", FieldType.Number, "The annotation's id in Grafana.") { Required = true, Minimum = 1, Maximum = long.MaxValue }])
            {
                Risk = ActionRisk.Destructive,
                Result = [new("id", FieldType.Number, "The annotation that is gone.") { Maximum = long.MaxValue }],
            },
        ])
    {
        Reads = [new(Alerts, ReadKind.Alerts, "The alerts that Grafana's own Alertmanager has now.")],
        Inbound =
        [
            new(AlertWebhook, ReadKind.Alerts,
                $"A webhook contact point with an HMAC secret, the signature in {GrafanaAlerts.SignatureHeader} and the timestamp in {GrafanaAlerts.TimestampHeader} (Grafana 12 and later)."),
        ],
    };

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, GrafanaConnector>();

    /// <inheritdoc/>
    public Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return http.Check(settings, "url", ct);
    }

    /// <inheritdoc/>
    public async Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // /api/health asks for no token; this proves both the address and the token.
        var org = await Get(connection, "api/org", JsonValueKind.Object, ct);
        return org.Failure is { } failure ? ConnectionCheck.Fails(failure.Code, failure.Detail)
            : LooseJson.Text(org.Json, "name", MaxName) is { } name ? ConnectionCheck.Works($"Signed in to the organization \"{LooseJson.Line(name, MaxName)}\".")
            : ConnectionCheck.Fails(http.NotTheProduct(changes: false).Code, http.NotTheProduct(changes: false).Detail);
    }

    /// <inheritdoc/>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        if (call.Action == Annotate)
        {
            return EndsBeforeItBegins(call)
                ? GrafanaProblems.EndsBeforeItBegins
                : new ActionPlan("An annotation is added.", JsonSerializer.SerializeToElement(new { add = call.Parameters.Json }));
        }

        var there = await Get(connection, PathOf(call), JsonValueKind.Object, ct);
        return there.Failure is { } failure ? failure.AsProblem()
            : new ActionPlan("An annotation is deleted; Grafana keeps no copy.", JsonSerializer.SerializeToElement(new { remove = there.Json }));
    }

    /// <inheritdoc/>
    public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            Annotate => Add(connection, call, ct),
            DeleteAnnotation => Remove(connection, call, ct),
            _ => Task.FromResult<ActionOutcome>(new ActionOutcome.Refused("action.unknown", "Grafana has no such action.")),
        };
    }

    /// <inheritdoc/>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        if (call.Action == DeleteAnnotation)
        {
            var answer = await Send(connection, HttpMethod.Get, PathOf(call), null, MaxAnswerBytes, ct);
            return GrafanaAnswer.SaysNotThere(answer) ? new PostCheck.Confirmed(Deleted(call))
                : GrafanaAnswer.Of(http, answer, JsonValueKind.Object, changes: false).Failure is { } failure ? new PostCheck.NotKnown(failure.Detail)
                : new PostCheck.NotThere("The annotation is still there.");
        }

        // Whoever may write annotations may not always read them; then nothing is known.
        var list = await Get(connection, $"api/annotations?limit=1&tags={Uri.EscapeDataString(Tag(call))}", JsonValueKind.Array, ct);
        return list.Failure is { } unread ? new PostCheck.NotKnown(unread.Detail)
            : list.Json.GetArrayLength() == 0 ? new PostCheck.NotThere("Grafana has no annotation with this reference.")
            : GrafanaAnswer.Id(list.Json[0]) is { } id ? new PostCheck.Confirmed(Added(id, call), Undo(id))
            : new PostCheck.NotKnown(http.NotTheProduct(changes: false).Detail);
    }

    /// <inheritdoc/>
    public async Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);

        // Grafana knows no pages here: the whole list is asked for each time and cut by the alerts' own ids.
        var alerts = await Get(connection, "api/alertmanager/grafana/api/v2/alerts", JsonValueKind.Array, ct, MaxListBytes);
        return alerts.Failure is { } failure ? failure.AsProblem() : GrafanaAlerts.Page(alerts.Json, call, time.GetUtcNow());
    }

    /// <inheritdoc/>
    public Result<ReadPage> Accept(Connection connection, InboundCall call)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return GrafanaAlerts.Accept(call, connection.Secrets["webhookSecret"], time.GetUtcNow());
    }

    private async Task<ActionOutcome> Add(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (EndsBeforeItBegins(call))
        {
            return new ActionOutcome.Refused(GrafanaProblems.EndsBeforeItBegins.Code, GrafanaProblems.EndsBeforeItBegins.Detail);
        }

        // Grafana has no idempotency key: the reference goes along as a tag, so that it can be seen whether it is there already.
        var annotation = new NewAnnotation(
            call.Parameters.Text("text"),
            (call.Parameters.TimeOrNull("time") ?? time.GetUtcNow()).ToUnixTimeMilliseconds(),
            call.Parameters.TimeOrNull("timeEnd")?.ToUnixTimeMilliseconds(),
            [.. call.Parameters.Texts("tags"), Tag(call)],
            call.Parameters.TextOrNull("dashboardUID"),
            call.Parameters.NumberOrNull("panelId"));
        var made = GrafanaAnswer.Of(
            http, await Send(connection, HttpMethod.Post, "api/annotations", JsonContent.Create(annotation, options: Wire), MaxAnswerBytes, ct), JsonValueKind.Object, changes: true);
        return made.Failure is { } failure ? failure
            : GrafanaAnswer.Id(made.Json) is { } id ? new ActionOutcome.Succeeded(Added(id, call), Undo(id))
            : http.NotTheProduct(changes: true);
    }

    private async Task<ActionOutcome> Remove(Connection connection, ActionCall call, CancellationToken ct)
    {
        // Success has its word: another product's object is none.
        var gone = GrafanaAnswer.Of(http, await Send(connection, HttpMethod.Delete, PathOf(call), null, MaxAnswerBytes, ct), JsonValueKind.Object, changes: true);
        return gone.Failure is { } failure ? failure
            : LooseJson.Text(gone.Json, "message") == "Annotation deleted" ? new ActionOutcome.Succeeded(Deleted(call))
            : http.NotTheProduct(changes: true);
    }

    private async Task<GrafanaAnswer> Get(Connection connection, string path, JsonValueKind wanted, CancellationToken ct, int maxBytes = MaxAnswerBytes) =>
        GrafanaAnswer.Of(http, await Send(connection, HttpMethod.Get, path, null, maxBytes, ct), wanted, changes: false);

    private bool EndsBeforeItBegins(ActionCall call) => call.Parameters.TimeOrNull("timeEnd") < (call.Parameters.TimeOrNull("time") ?? time.GetUtcNow());

    private static string PathOf(ActionCall call) => string.Create(CultureInfo.InvariantCulture, $"api/annotations/{call.Parameters.NumberOrNull("id")}");

    private static string Tag(ActionCall call) => $"ref:{call.Reference}";

    private static JsonElement Added(long id, ActionCall call) => JsonSerializer.SerializeToElement(new { id, reference = call.Reference });

    private static JsonElement Deleted(ActionCall call) => JsonSerializer.SerializeToElement(new { id = call.Parameters.NumberOrNull("id") });

    private static JsonElement Undo(long id) => JsonSerializer.SerializeToElement(new { id });

    private async Task<OutboundOutcome> Send(Connection connection, HttpMethod method, string path, HttpContent? content, int maxBytes, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, $"{connection.Settings.Text("url").TrimEnd('/')}/{path}") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {connection.Secrets["token"]}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await http.Send(connection, request, maxBytes, ct);
    }

    private sealed record NewAnnotation(
        string Text, long Time, long? TimeEnd, string[] Tags, [property: System.Text.Json.Serialization.JsonPropertyName("dashboardUID")] string? DashboardUid, long? PanelId);
}
