using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Wazuh;

/// <summary>The indexer (OpenSearch), where alerts and vulnerabilities are: another service, with another address, account and certificate.</summary>
internal sealed class WazuhIndexer(ProductHttp http)
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxListBytes = 32 * 1024 * 1024;

    /// <summary>Why it cannot be reached or read; null when it can.</summary>
    public async Task<ActionOutcome.Failed?> Test(Connection connection, CancellationToken ct)
    {
        var root = await Send(connection, HttpMethod.Get, "", null, MaxAnswerBytes, ct);
        if (root.Failure is { } failure)
        {
            return failure;
        }

        if (LooseJson.Text(root.Json, "version.number") is null)
        {
            return http.NotTheProduct(changes: false);
        }

        // Whoever may sign in may not always read.
        var count = await Send(connection, HttpMethod.Get, "wazuh-alerts-*/_count?ignore_unavailable=true&allow_no_indices=true", null, MaxAnswerBytes, ct);
        return count.Failure ?? (LooseJson.Number(count.Json, "count") is null ? http.NotTheProduct(changes: false) : null);
    }

    /// <summary>The hits of a search. A part of them comes with status 200 too: that is a problem which passes.</summary>
    public async Task<Result<JsonElement[]>> Search(Connection connection, string indices, object search, CancellationToken ct)
    {
        var answer = await Send(connection, HttpMethod.Post, $"{indices}/_search?ignore_unavailable=true&allow_no_indices=true", JsonContent.Create(search), MaxListBytes, ct);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (LooseJson.At(answer.Json, "hits.hits") is not { ValueKind: JsonValueKind.Array } hits)
        {
            return http.NotTheProduct(changes: false).AsProblem();
        }

        return LooseJson.Truth(answer.Json, "timed_out") == true || LooseJson.Number(answer.Json, "_shards.failed") > 0 ? WazuhProblems.Incomplete : hits.EnumerateArray().ToArray();
    }

    private async Task<(ActionOutcome.Failed? Failure, JsonElement Json)> Send(Connection connection, HttpMethod method, string path, HttpContent? content, int maxBytes, CancellationToken ct)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{connection.Settings.TextOrNull("indexerUser")}:{connection.Secrets["indexerPassword"]}"));
        using var request = new HttpRequestMessage(method, $"{connection.Settings.Text("indexerUrl").TrimEnd('/')}/{path}") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        var answer = await http.Send(Own(connection), request, maxBytes, ct);
        var json = LooseJson.Parse(answer.Body) is { ValueKind: JsonValueKind.Object } body ? body : default;

        // {"error":{"reason":…},"status":…}, {"error":"…"}, {"message":…}, or a plain word.
        var words = LooseJson.FirstText(json, "error.root_cause.reason", "error.reason", "error", "message") ?? (answer.Status == 401 ? Encoding.UTF8.GetString(answer.Body.Span) : null);
        return http.Failure(answer, changes: false, words?.Replace(basic, "***", StringComparison.Ordinal)) is { } failure ? (failure, default)
            : json.ValueKind == JsonValueKind.Object ? (null, json)
            : (http.NotTheProduct(changes: false), default);
    }

    // The indexer's own certificate; and no turn: the pace is the server API's.
    private static Connection Own(Connection connection) => connection with
    {
        Turn = _ => ValueTask.CompletedTask,
        Settings = new FieldValues(JsonSerializer.SerializeToElement(new
        {
            caCertificatePem = connection.Settings.TextOrNull("indexerCaCertificatePem"),
            certificateSha256 = connection.Settings.TextOrNull("indexerCertificateSha256"),
        })),
    };

    /// <summary>What is wrong with the address and whom to trust; null when they will do.</summary>
    public async Task<Problem?> Check(FieldValues settings, CancellationToken ct) =>
        settings.TextOrNull("indexerCertificateSha256") is { } fingerprint && !OutboundTrust.IsFingerprint(fingerprint)
            ? WazuhProblems.BadFingerprint
            : await http.Check(settings, "indexerUrl", ct);
}
