using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Grafana;

/// <summary>Requests to Grafana's HTTP API, below the path that the address has.</summary>
internal sealed class GrafanaApi(ProductHttp http)
{
    public const int MaxAnswerBytes = 64 * 1024;
    public const int MaxListBytes = 8 * 1024 * 1024;

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public ProductHttp Http => http;

    /// <summary>What is there, of the kind that was asked for.</summary>
    public async Task<GrafanaAnswer> Get(Connection connection, string path, JsonValueKind wanted, CancellationToken ct, int maxBytes = MaxAnswerBytes) =>
        GrafanaAnswer.Of(http, await Send(connection, HttpMethod.Get, path, null, maxBytes, ct), wanted, changes: false);

    /// <summary>A change, with a JSON body.</summary>
    public async Task<GrafanaAnswer> Change<T>(Connection connection, HttpMethod method, string path, T body, CancellationToken ct, bool disablesProvenance = false, int maxBytes = MaxAnswerBytes) =>
        GrafanaAnswer.Of(http, await Send(connection, method, path, JsonContent.Create(body, options: Wire), maxBytes, ct, disablesProvenance), JsonValueKind.Object, changes: true);

    /// <summary>A request as it is.</summary>
    public async Task<OutboundOutcome> Send(Connection connection, HttpMethod method, string path, HttpContent? content, int maxBytes, CancellationToken ct, bool disablesProvenance = false)
    {
        using var request = new HttpRequestMessage(method, $"{connection.Settings.Text("url").TrimEnd('/')}/{path}") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {connection.Secrets["token"]}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (disablesProvenance)
        {
            request.Headers.TryAddWithoutValidation("X-Disable-Provenance", "true");
        }

        return await http.Send(connection, request, maxBytes, ct);
    }
}
