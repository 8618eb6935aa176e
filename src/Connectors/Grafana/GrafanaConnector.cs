using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
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
    private const int MaxAnswerBytes = 64 * 1024;

    // The caller's cancellation bounds the call; this is for a caller who forgot.
    private static readonly OutboundLimits Limits = new(TimeSpan.FromMinutes(5), MaxAnswerBytes);

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new(
        "grafana",
        "Grafana",
        [
            new("url", FieldType.Url, "Where Grafana is, with the path below which it runs if there is one.") { Required = true, MaxLength = 500, BindsSecret = true },
            new("caCertificatePem", FieldType.Certificate, "The certificates to trust instead of the system's, if Grafana's is of a private authority.") { MaxLength = 32_000, BindsSecret = true },
        ],
        [new("token", FieldType.Text, "A service account token (glsa_…) that may create annotations.") { Required = true, MaxLength = 500 }],
        [
            new(Annotate, "Write an annotation", "Puts a note on the organization's timeline, or on a dashboard or panel.",
            [
                new("text", FieldType.LongText, "What it says.") { Required = true, MaxLength = 8000 },
                new("time", FieldType.Time, "When it begins; now when not said."),
                new("timeEnd", FieldType.Time, "When it ends; a moment when not said."),
                new("tags", FieldType.TextList, "By what it can be found.") { MaxLength = 100, MaxItems = 20 },
                new("dashboardUID", FieldType.Text, "The dashboard on which it shows; all when not said.") { MaxLength = 40 },
                new("panelId", FieldType.Number, "The panel of the dashboard.") { Minimum = 1 },
            ]),
        ]);

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, GrafanaConnector>();

    /// <inheritdoc/>
    public Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return outbound.Check(settings.Text("url"), "integration", "settings.url", ct);
    }

    /// <inheritdoc/>
    public async Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // /api/health asks for no token; this proves both the address and the token.
        var answer = await Send(connection, HttpMethod.Get, "api/org", null, ct);
        if (GrafanaAnswer.Failure(answer) is { } failure)
        {
            return ConnectionCheck.Fails(failure.Code, failure.Detail);
        }

        return GrafanaAnswer.Object(answer) is { } org && org.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? ConnectionCheck.Works($"Signed in to the organization \"{GrafanaAnswer.Plain(name.GetString()!)}\".")
            : ConnectionCheck.Fails(GrafanaAnswer.NotGrafana.Code, GrafanaAnswer.NotGrafana.Detail);
    }

    /// <inheritdoc/>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        if (call.Action != Annotate)
        {
            return new ActionOutcome.Refused("action.unknown", "Grafana has no such action.");
        }

        var from = call.Parameters.TimeOrNull("time") ?? time.GetUtcNow();
        var to = call.Parameters.TimeOrNull("timeEnd");
        if (to < from)
        {
            return new ActionOutcome.Refused("grafana.ends_before_it_begins", "The annotation would end before it begins.");
        }

        // Grafana has no idempotency key: the reference goes along as a tag, so that a person can see whether it is there already.
        var annotation = new Annotation(
            call.Parameters.Text("text"),
            from.ToUnixTimeMilliseconds(),
            to?.ToUnixTimeMilliseconds(),
            [.. call.Parameters.Texts("tags"), $"ref:{call.Reference}"],
            call.Parameters.TextOrNull("dashboardUID"),
            call.Parameters.NumberOrNull("panelId"));
        var answer = await Send(connection, HttpMethod.Post, "api/annotations", JsonContent.Create(annotation, options: Wire), ct);
        if (GrafanaAnswer.Failure(answer) is { } failure)
        {
            return failure;
        }

        return GrafanaAnswer.Object(answer) is { } made && made.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number)
            ? new ActionOutcome.Succeeded(JsonSerializer.SerializeToElement(new { id = number, reference = call.Reference }))
            : GrafanaAnswer.NotGrafana;
    }

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private async Task<OutboundOutcome> Send(Connection connection, HttpMethod method, string path, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, $"{connection.Settings.Text("url").TrimEnd('/')}/{path}") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {connection.Secrets["token"]}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await outbound.Send(request, Limits, connection.Settings.TextOrNull("caCertificatePem"), ct);
    }

    private sealed record Annotation(
        string Text, long Time, long? TimeEnd, string[] Tags, [property: System.Text.Json.Serialization.JsonPropertyName("dashboardUID")] string? DashboardUid, long? PanelId);
}
