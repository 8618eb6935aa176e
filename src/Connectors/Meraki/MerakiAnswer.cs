using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Meraki;

/// <summary>What the Dashboard API answered, judged. Errors are <c>{"errors":["…"]}</c>, nothing at all, or HTML of a proxy before it.</summary>
/// <param name="Failure">Why it did not work; null when it did.</param>
/// <param name="Json">The body; undefined with a failure, and where there is none.</param>
/// <param name="Next">The address of the next page, where there is one.</param>
internal sealed partial record MerakiAnswer(ActionOutcome.Failed? Failure, JsonElement Json, string? Next)
{
    private static readonly TimeSpan Batches = TimeSpan.FromSeconds(60);

    /// <summary>The documents of a list, bare or wrapped in <c>items</c>; null when it is none.</summary>
    public JsonElement[]? List => Json switch
    {
        { ValueKind: JsonValueKind.Array } bare => [.. bare.EnumerateArray()],
        { ValueKind: JsonValueKind.Object } wrapped when LooseJson.At(wrapped, "items") is { ValueKind: JsonValueKind.Array } items => [.. items.EnumerateArray()],
        _ => null,
    };

    /// <summary>Judges an answer.</summary>
    /// <param name="http">Whose words to use.</param>
    /// <param name="answer">What came.</param>
    /// <param name="changes">Whether something was to be changed.</param>
    /// <param name="key">The API key: it is taken out of words that repeat it.</param>
    public static MerakiAnswer Of(ProductHttp http, OutboundOutcome answer, bool changes, string key)
    {
        var json = LooseJson.Parse(answer.Body) ?? default;
        var words = string.Join(' ', LooseJson.Texts(json, "errors"));
        var said = words.Length > 0 ? words.Replace(key, "***", StringComparison.Ordinal) : null;
        if (http.Failure(answer, changes, said) is { } failure)
        {
            // Other changes of the organization are under way: nothing was done, and soon it can be.
            var judged = answer.Status is >= 400 and <= 499 && words.Contains("executing batches", StringComparison.OrdinalIgnoreCase)
                ? http.Fail("busy", failure.Detail) with { Retryable = true, RetryAfter = Batches }
                : failure;
            return new(answer.Header("X-Request-Id") is { } id && RequestId().IsMatch(id) ? judged with { Detail = $"{judged.Detail} (Meraki's request {id})" } : judged, default, null);
        }

        // Some changes answer with nothing; a body that is none of JSON is another's.
        return answer.Body.Length > 0 && json.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) ? new(http.NotTheProduct(changes), default, null) : new(null, json, NextOf(answer.Header("Link")));
    }

    // <https://…>; rel=first, <https://…>; rel=next: rel stands without quotes, in any number and order.
    private static string? NextOf(string? header) =>
        header is { Length: <= 16_000 } ? Link().Matches(header).FirstOrDefault(m => m.Groups[2].Value.Equals("next", StringComparison.OrdinalIgnoreCase))?.Groups[1].Value : null;

    [GeneratedRegex("<([^<>]{1,4000})>\\s*;\\s*rel\\s*=\\s*\"?([A-Za-z]+)\"?")]
    private static partial Regex Link();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex RequestId();
}
