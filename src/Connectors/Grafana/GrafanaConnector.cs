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
public sealed class GrafanaConnector : IConnector
{
    private const string Alerts = "grafana.alerts";
    private const string AlertWebhook = "grafana.alert_webhook";
    private const int MaxName = 200;

    private readonly ProductHttp http;
    private readonly TimeProvider time;
    private readonly GrafanaApi api;
    private readonly GrafanaAnnotations annotations;
    private readonly GrafanaSilences silences;
    private readonly GrafanaRules rules;

    /// <summary>Sends through a client that judges addresses.</summary>
    public GrafanaConnector(OutboundClient outbound, TimeProvider time)
    {
        this.time = time;
        http = new(outbound, "grafana", "Grafana");
        api = new(http);
        (annotations, silences, rules) = (new(api, time), new(api, time), new(api));
    }

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new(
        "grafana",
        "Grafana",
        [
            new("url", FieldType.Url, "Where Grafana is, with the path below which it runs if there is one.") { Required = true, MaxLength = 500, BindsSecret = true },
            new("webhookSignsBodyOnly", FieldType.Boolean, "Whether the contact point signs the body alone, without a timestamp: then an old document cannot be told from a new one."),
            new("webhookTimestampHeader", FieldType.Text, $"The header in which the contact point says the timestamp; {GrafanaAlerts.TimestampHeader} when not said.") { MaxLength = 100 },
            .. ProductHttp.TrustSettings,
        ],
        [
            new("token", FieldType.Secret, "A service account token (glsa_…) that may do what is asked of it: read alerts, write annotations, silences and alert rules.") { Required = true, MaxLength = 500 },
            new("webhookSecret", FieldType.Secret, "The HMAC secret of the contact point that posts alerts, if one does.") { MaxLength = 500 },
        ],
        [
            new(GrafanaAnnotations.Annotate, "Write an annotation", "Puts a note on the organization's timeline, or on a dashboard or panel.",
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
                Inverse = GrafanaAnnotations.Delete,
                Purpose = ActionPurpose.Note,
            },
            new(GrafanaAnnotations.Delete, "Delete an annotation", "Takes a note off the timeline.",
                [new("id", FieldType.Number, "The annotation's id in Grafana.") { Required = true, Minimum = 1, Maximum = long.MaxValue }])
            {
                Risk = ActionRisk.Destructive,
                Result = [new("id", FieldType.Number, "The annotation that is gone.") { Maximum = long.MaxValue }],
            },
            new(GrafanaSilences.Silence, "Silence an alert", "Keeps notifications back for a while; the alert is neither resolved nor closed by it.",
            [
                new("alert", FieldType.Text, "The alert's fingerprint: all of its labels are matched.") { MaxLength = 400 },
                new("matchers", FieldType.List, "What is matched, if no alert is named.")
                {
                    MaxItems = GrafanaSilences.MaxMatchers,
                    Item = new("matcher", FieldType.Object, "A label.")
                    {
                        Members =
                        [
                            new("name", FieldType.Text, "The label's name.") { Required = true, MaxLength = 500 },
                            new("value", FieldType.Text, "Its value.") { Required = true, MaxLength = 2000 },
                            new("isRegex", FieldType.Boolean, "Whether the value is a pattern."),
                            new("isEqual", FieldType.Boolean, "False for what does not match."),
                        ],
                    },
                },
                new("seconds", FieldType.Number, "For how long; an hour when not said.") { Minimum = 60, Maximum = GrafanaSilences.MaxSeconds },
                new("comment", FieldType.Text, "Why."),
            ])
            {
                Lifetime = "seconds",
                Inverse = GrafanaSilences.Unsilence,
                Result = [new("silence", FieldType.Text, "The silence's id.")],
            },
            new(GrafanaSilences.Unsilence, "End a silence", "Lets what a silence kept back be notified of again.",
                [new("silence", FieldType.Text, "The silence's id.") { Required = true, MaxLength = 64 }])
            {
                Inverse = GrafanaSilences.Silence,
                Result = [new("silence", FieldType.Text, "The silence's id.")],
            },
            new(GrafanaRules.Pause, "Pause an alert rule", "Stops an alert rule: nothing is found by it until it is resumed.", Rule)
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Configure,
                Inverse = GrafanaRules.Resume,
                Result = [new("rule", FieldType.Text, "The rule's uid.")],
            },
            new(GrafanaRules.Resume, "Resume an alert rule", "Lets a paused alert rule find things again.", Rule)
            {
                Right = ActionRight.Configure,
                Inverse = GrafanaRules.Pause,
                Result = [new("rule", FieldType.Text, "The rule's uid.")],
            },
        ])
    {
        Reads = [new(Alerts, ReadKind.Alerts, "The alerts that Grafana's own Alertmanager has now.") { IsComplete = true }],
        Inbound =
        [
            new(AlertWebhook, ReadKind.Alerts,
                $"A webhook contact point with an HMAC secret, the signature in {GrafanaAlerts.SignatureHeader} and the timestamp in {GrafanaAlerts.TimestampHeader} (Grafana 12 and later)."),
        ],
    };

    private static IReadOnlyList<FieldDescription> Rule => [new("rule", FieldType.Text, "The rule's uid.") { Required = true, MaxLength = 190 }];

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
        var org = await api.Get(connection, "api/org", JsonValueKind.Object, ct);
        return org.Failure is { } failure ? ConnectionCheck.Fails(failure.Code, failure.Detail)
            : LooseJson.Text(org.Json, "name", MaxName) is { } name ? ConnectionCheck.Works($"Signed in to the organization \"{LooseJson.Line(name, MaxName)}\".")
            : ConnectionCheck.Fails(http.NotTheProduct(changes: false).Code, http.NotTheProduct(changes: false).Detail);
    }

    /// <inheritdoc/>
    public Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return GrafanaSilences.Has(call.Action) ? silences.Plan(connection, call, ct)
            : GrafanaRules.Has(call.Action) ? rules.Plan(connection, call, ct)
            : annotations.Plan(connection, call, ct);
    }

    /// <inheritdoc/>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return GrafanaAnnotations.Has(call.Action) ? await annotations.Execute(connection, call, ct)
            : GrafanaSilences.Has(call.Action) ? await silences.Execute(connection, call, ct)
            : GrafanaRules.Has(call.Action) ? await rules.Execute(connection, call, ct)
            : new ActionOutcome.Refused("action.unknown", "Grafana has no such action.");
    }

    /// <inheritdoc/>
    public Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return GrafanaSilences.Has(call.Action) ? silences.Check(connection, call, ct)
            : GrafanaRules.Has(call.Action) ? rules.Check(connection, call, ct)
            : annotations.Check(connection, call, ct);
    }

    /// <inheritdoc/>
    public async Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);

        // Grafana knows no pages here: the whole list is asked for each time and cut by the alerts' own ids.
        var alerts = await api.Get(connection, "api/alertmanager/grafana/api/v2/alerts", JsonValueKind.Array, ct, GrafanaApi.MaxListBytes);
        return alerts.Failure is { } failure ? failure.AsProblem() : GrafanaAlerts.Page(alerts.Json, call, time.GetUtcNow());
    }

    /// <inheritdoc/>
    public Result<ReadPage> Accept(Connection connection, InboundCall call)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return GrafanaAlerts.Accept(call, connection.Secrets["webhookSecret"], connection.Settings, time.GetUtcNow());
    }
}
