using System.Globalization;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Grafana;

/// <summary>Reads Grafana's answers: <c>{"message", "messageId"?, …}</c> on errors, sometimes a bare string, and from a proxy before it anything.</summary>
internal static class GrafanaAnswer
{
    private const int MaxWords = 200;

    /// <summary>An answer of 2xx that is not Grafana's: a sign-in page, another product.</summary>
    public static ActionOutcome.Failed NotGrafana { get; } =
        new("grafana.not_grafana", "What answers at this address does not answer as Grafana does. Check the address and the path in it.", Retryable: false) { MayHaveHappened = true };

    /// <summary>Why it did not work; null when it did.</summary>
    public static ActionOutcome.Failed? Failure(OutboundOutcome answer) => answer.Failure is { } failure ? Unanswered(failure, answer.Detail) : answer.Status switch
    {
        >= 200 and <= 299 => null,
        >= 300 and <= 399 => new("grafana.redirected", "Grafana sends us elsewhere, where the token will not be sent. Give the address that it redirects to.", Retryable: false),
        401 => new("grafana.unauthorized", "Grafana does not accept the token." + Words(answer), Retryable: false),
        403 => new("grafana.forbidden", "The token may not do this." + Words(answer), Retryable: false),
        404 => new("grafana.not_found", "Grafana has nothing here: check the address and the path in it, and the dashboard." + Words(answer), Retryable: false),
        429 => new("grafana.rate_limited", "Grafana asks us to slow down.", Retryable: true, RetryAfter(answer)),
        503 => new("grafana.unavailable", "Grafana is not available." + Words(answer), Retryable: true, RetryAfter(answer)),
        >= 500 => new("grafana.server_error", $"Grafana answered {answer.Status}; what was asked may have happened all the same." + Words(answer), Retryable: false) { MayHaveHappened = true },
        _ => new("grafana.rejected", $"Grafana answered {answer.Status}." + Words(answer), Retryable: false),
    };

    /// <summary>The body if it is a JSON object.</summary>
    public static JsonElement? Object(OutboundOutcome answer) => Json(answer) is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>The body if it is a JSON array.</summary>
    public static JsonElement? Array(OutboundOutcome answer) => Json(answer) is { ValueKind: JsonValueKind.Array } found ? found : null;

    /// <summary>The id of something in Grafana's database.</summary>
    public static long? Id(JsonElement thing) =>
        thing.ValueKind == JsonValueKind.Object && thing.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;

    /// <summary>Words from outside in one line, of a length that fits.</summary>
    public static string Plain(string words, int max = MaxWords)
    {
        var line = string.Create(Math.Min(words.Length, max), words, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? ' ' : from[i];
            }
        });
        return line.Trim();
    }

    private static ActionOutcome.Failed Unanswered(OutboundFailure failure, string detail) => failure switch
    {
        OutboundFailure.Forbidden => new("grafana.forbidden_address", detail, Retryable: false),
        OutboundFailure.Unresolvable or OutboundFailure.Refused => new("grafana.unreachable", detail, Retryable: true),
        OutboundFailure.TlsFailed => new("grafana.tls_failed", detail, Retryable: false),
        OutboundFailure.TooLarge => new("grafana.answer_too_large", detail + " What was asked may have happened all the same.", Retryable: false) { MayHaveHappened = true },
        OutboundFailure.TimedOut => new("grafana.timed_out", detail + " What was asked may have happened all the same.", Retryable: false) { MayHaveHappened = true },
        _ => new("grafana.connection_broken", detail + " What was asked may have happened all the same.", Retryable: false) { MayHaveHappened = true },
    };

    private static string Words(OutboundOutcome answer)
    {
        var message = Json(answer) switch
        {
            { ValueKind: JsonValueKind.String } bare => bare.GetString(),
            { ValueKind: JsonValueKind.Object } error when error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String => text.GetString(),
            _ => null,
        };
        return message is { Length: > 0 } ? $" It says: {Plain(message)}" : "";
    }

    private static JsonElement? Json(OutboundOutcome answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(OutboundOutcome answer) =>
        int.TryParse(answer.Header("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null;
}
