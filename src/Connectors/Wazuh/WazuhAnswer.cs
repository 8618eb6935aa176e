using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Wazuh;

/// <summary>
/// What the server API answered, judged. All and part of success come as 200: the member <c>error</c> says which (0 all, 1 none, 2 a part). Failures as a
/// whole are problem documents whose <c>error</c> is one of Wazuh's own numbers (api/api/error_handler.py).
/// </summary>
/// <param name="Failure">Why it did not work; null when it did.</param>
/// <param name="Json">The body; undefined with a failure.</param>
/// <param name="Status">The status; null when no answer came.</param>
internal sealed record WazuhAnswer(ActionOutcome.Failed? Failure, JsonElement Json, int? Status)
{
    // The window of the server's counter; it says nothing of when it ends.
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LockOut = TimeSpan.FromSeconds(300);

    /// <summary>How many things the server says it did something with.</summary>
    public decimal Affected => LooseJson.Number(Json, "data.total_affected_items") ?? 0;

    /// <summary>The things themselves, of any shape.</summary>
    public IReadOnlyList<JsonElement> Items => LooseJson.At(Json, "data.affected_items") is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    /// <summary>Judges an answer.</summary>
    /// <param name="http">Whose words to use.</param>
    /// <param name="answer">What came.</param>
    /// <param name="changes">Whether something was to be changed.</param>
    /// <param name="sent">What authorized the request: it is taken out of words that repeat it.</param>
    public static WazuhAnswer Of(ProductHttp http, OutboundOutcome answer, bool changes, string sent)
    {
        var json = LooseJson.Parse(answer.Body);
        var body = json is { ValueKind: JsonValueKind.Object } whole ? whole : default;
        var number = LooseJson.Number(body, "error");
        var words = Words(body)?.Replace(sent, "***", StringComparison.Ordinal);
        if (http.Failure(answer, changes, words) is { } failure)
        {
            return new(failure.Code switch
            {
                "wazuh.rate_limited" => failure with { RetryAfter = failure.RetryAfter ?? RateWindow },
                "wazuh.forbidden" when number == 6000 => http.Fail("locked_out", "Wazuh has locked this server out for five minutes, after too many attempts to sign in." + ProductHttp.Says(words)) with { Retryable = true, RetryAfter = LockOut },
                "wazuh.rejected" when CodeOf(number) is { } reason => http.Fail(reason, failure.Detail),
                _ => failure,
            }, default, answer.Status);
        }

        return number switch
        {
            0 when body.TryGetProperty("data", out _) || LooseJson.Text(body, "message") is not null => new(null, body, answer.Status),
            1 => new(http.Fail(CodeOf(FirstFailed(body)) ?? "rejected", "Wazuh did not do it." + ProductHttp.Says(words)), default, answer.Status),
            2 => new(Partly(http, changes, words), default, answer.Status),
            _ => new(http.NotTheProduct(changes), default, answer.Status),
        };
    }

    /// <summary>What was asked was done with some of what it was asked for, or its answer shows less than was asked for.</summary>
    public static ActionOutcome.Failed Partly(ProductHttp http, bool changes, string? words) =>
        http.Fail("partly_done", (changes ? "Wazuh did it for a part of what was asked for." : "Wazuh answered for a part of what was asked for.") + ProductHttp.Says(words)) with { MayHaveHappened = changes };

    private static decimal? FirstFailed(JsonElement body) => LooseJson.Objects(body, "data.failed_items", 1) is [var first] ? LooseJson.Number(first, "error.code") : null;

    private static string? Words(JsonElement body)
    {
        var said = LooseJson.FirstText(body, "detail", "message", "title");
        var first = LooseJson.Objects(body, "data.failed_items", 1) is [var failed] ? LooseJson.Text(failed, "error.message") : null;
        return first is null ? said : $"{first} {said}";
    }

    private static string? CodeOf(decimal? number) => number switch
    {
        1650 or 1652 => "unknown_command",
        1701 => "no_such_agent",
        1707 => "agent_not_active",
        1710 => "no_such_group",
        1750 => "active_response_off",
        3021 => "too_slow",
        4000 => "forbidden",
        _ => null,
    };
}
