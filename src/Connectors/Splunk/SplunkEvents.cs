using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;

namespace Holdfast.Connectors.Splunk;

/// <summary>The HTTP event collector: another port, another token, and <c>Splunk</c> instead of <c>Bearer</c>. Whether it took an event is its own code, 0.</summary>
internal sealed class SplunkEvents(ProductHttp http, SplunkSearches searches, TimeProvider time)
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const string SourceType = "holdfast";

    /// <summary>Sends one event, once.</summary>
    public async Task<ActionOutcome> Send(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (connection.Settings.TextOrNull("hecUrl") is not { } url || connection.Secrets["hecToken"] is not { } token)
        {
            return ProductOutcomes.Of(SplunkProblems.NoHec);
        }

        var at = call.Parameters.TimeOrNull("time") ?? time.GetUtcNow();
        var index = connection.Settings.TextOrNull("hecIndex");
        var body = new Dictionary<string, object>
        {
            ["time"] = at.ToUnixTimeMilliseconds() / 1000m,
            ["sourcetype"] = SourceType,
            ["event"] = new { text = call.Parameters.Text("text"), tags = call.Parameters.Texts("tags"), reference = call.Reference },
        };
        if (index is not null)
        {
            body["index"] = index;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url.TrimEnd('/')}/services/collector/event") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Splunk {token}");
        var answer = await http.Send(connection, request, MaxAnswerBytes, ct);
        var json = LooseJson.Parse(answer.Body) is { ValueKind: JsonValueKind.Object } whole ? whole : default;
        var words = LooseJson.Text(json, "text");
        return http.Failure(answer, changes: true, words) is { } failure ? failure
            : LooseJson.Number(json, "code") switch
            {
                0 => new ActionOutcome.Succeeded(Result(call)),
                null => http.NotTheProduct(changes: true),
                _ => http.Doubtful("not_taken", "Splunk's event collector did not say that it took the event.", changes: true, ProductHttp.Says(words)),
            };
    }

    /// <summary>Whether the event can be found. It need not be at once: then nothing is known.</summary>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        var search = new SplunkSearch($"search index=* sourcetype={SourceType} {Spl.Quote(call.Reference)} | head 1", "0", "now", 1);
        return (await searches.OneShot(connection, search, ct)).Fails(out var rows, out var problem) ? new PostCheck.NotKnown(problem.Detail)
            : rows.Length > 0 ? new PostCheck.Confirmed(Result(call))
            : new PostCheck.NotKnown("Splunk does not find the event, which may come later or stand in an index that this account may not read.");
    }

    private static JsonElement Result(ActionCall call) => JsonSerializer.SerializeToElement(new { reference = call.Reference });
}
