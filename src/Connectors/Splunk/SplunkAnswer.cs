using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Splunk;

/// <summary>
/// What splunkd answered, judged. Errors are <c>{"messages":[{"type","text"}]}</c>, <c>{"code","message"}</c> or, whatever was asked for, XML; messages of type FATAL
/// and ERROR come with 200 too.
/// </summary>
/// <param name="Failure">Why it did not work; null when it did.</param>
/// <param name="Json">The body; undefined with a failure and with 204.</param>
/// <param name="Status">The status; null when no answer came.</param>
internal sealed partial record SplunkAnswer(ActionOutcome.Failed? Failure, JsonElement Json, int? Status)
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(30);

    /// <summary>The entries of a collection, of any shape.</summary>
    public IReadOnlyList<JsonElement> Entries => LooseJson.At(Json, "entry") is { ValueKind: JsonValueKind.Array } entries ? [.. entries.EnumerateArray()] : [];

    /// <summary>Judges an answer.</summary>
    /// <param name="http">Whose words to use.</param>
    /// <param name="answer">What came.</param>
    /// <param name="changes">Whether something was to be changed.</param>
    /// <param name="sent">What authorized the request: it is taken out of words that repeat it.</param>
    public static SplunkAnswer Of(ProductHttp http, OutboundOutcome answer, bool changes, string sent)
    {
        var json = LooseJson.Parse(answer.Body) is { ValueKind: JsonValueKind.Object } whole ? whole : default;
        var words = Words(json, answer.Body)?.Replace(sent, "***", StringComparison.Ordinal);
        if (http.Failure(answer, changes, words) is { } failure)
        {
            return new(failure.Code == "splunk.unavailable" ? failure with { RetryAfter = failure.RetryAfter ?? Busy } : failure, default, answer.Status);
        }

        if (answer.Status == 204)
        {
            return new(null, default, 204);
        }

        return json.ValueKind != JsonValueKind.Object ? new(http.NotTheProduct(changes), default, answer.Status)
            : Said(json) is not { } said ? new(null, json, answer.Status)
            : IsBusy(said) ? new(http.Fail("busy", "Splunk runs as many searches as it may." + ProductHttp.Says(said)) with { Retryable = true, RetryAfter = Busy }, default, answer.Status)
            : new(http.Fail("search_failed", "Splunk did not do it." + ProductHttp.Says(said.Replace(sent, "***", StringComparison.Ordinal))), default, answer.Status);
    }

    /// <summary>The words of a message that says that it did not work, in an answer that says that it did.</summary>
    public static string? Said(JsonElement json)
    {
        foreach (var message in LooseJson.Objects(json, "messages", 100))
        {
            var text = LooseJson.Text(message, "text") ?? "";
            if (LooseJson.Text(message, "type") is "FATAL" or "ERROR" || IsBusy(text))
            {
                return text;
            }
        }

        return null;
    }

    private static bool IsBusy(string words) => words.Contains("maximum number of concurrent", StringComparison.OrdinalIgnoreCase);

    private static string? Words(JsonElement json, ReadOnlyMemory<byte> body)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            return LooseJson.Objects(json, "messages", 1) is [var first] ? LooseJson.Text(first, "text") : LooseJson.FirstText(json, "message", "text");
        }

        // Only looked at, never parsed.
        var match = Message().Match(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 4096)]));
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex("<msg type=\"[A-Z]+\">([^<]*)</msg>")]
    private static partial Regex Message();
}
