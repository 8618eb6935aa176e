using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.CortexXdr;

/// <summary>
/// The public API v1: every call is a POST of <c>{"request_data": …}</c>, and what it answers stands under <c>reply</c>. An advanced key is never sent: a
/// hash of it, of a nonce and of the time is.
/// </summary>
internal sealed class CortexXdrApi(ProductHttp http, TimeProvider time)
{
    public const string Standard = "standard";
    public const string Advanced = "advanced";
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private const int NonceLength = 64;
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public ProductHttp Http => http;

    public async Task<CortexXdrAnswer> Ask(Connection connection, string call, object data, bool changes, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{connection.Settings.Text("url").TrimEnd('/')}/public_api/v1/{call}/")
        {
            Content = JsonContent.Create(new Dictionary<string, object> { ["request_data"] = data }),
        };
        Sign(request, connection);
        return CortexXdrAnswer.Of(http, await http.Send(connection, request, MaxAnswerBytes, ct), changes);
    }

    /// <summary>The hexadecimal SHA-256 of key, nonce and milliseconds since 1970, one after the other.</summary>
    public static string Signature(string key, string nonce, string timestamp) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key + nonce + timestamp)));

    private void Sign(HttpRequestMessage request, Connection connection)
    {
        var key = connection.Secrets["apiKey"] ?? "";
        request.Headers.TryAddWithoutValidation("x-xdr-auth-id", connection.Settings.Text("keyId"));
        if (connection.Settings.TextOrNull("keyKind") == Standard)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key);
            return;
        }

        var nonce = RandomNumberGenerator.GetString(Alphanumerics, NonceLength);
        var timestamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("x-xdr-nonce", nonce);
        request.Headers.TryAddWithoutValidation("x-xdr-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("Authorization", Signature(key, nonce, timestamp));
    }
}

/// <summary>What Cortex XDR answered, judged: an error may stand in a reply whose status is 200.</summary>
/// <param name="Failure">Why it did not work; null when it did.</param>
/// <param name="Reply">What stands under <c>reply</c>; undefined with a failure.</param>
internal sealed record CortexXdrAnswer(ActionOutcome.Failed? Failure, JsonElement Reply)
{
    public static CortexXdrAnswer Of(ProductHttp http, OutboundOutcome answer, bool changes)
    {
        var reply = LooseJson.Parse(answer.Body) is { } json ? LooseJson.At(json, "reply") : null;
        var words = reply is { } said ? Words(said) : null;
        var inside = reply is { } body && LooseJson.At(body, "err_code") is not null ? Status(LooseJson.Number(body, "err_code")) : (int?)null;

        // An error inside a good status is judged as the status that it would have been.
        var failure = http.Failure(inside is { } status && answer.Succeeded ? answer with { Status = status } : answer, changes, words);
        return failure is not null ? new(failure, default)
            : reply is { } good ? new(null, good)
            : new(http.NotTheProduct(changes), default);
    }

    private static int Status(decimal? code) => code is >= 400 and <= 599 ? (int)code : 400;

    private static string? Words(JsonElement reply) =>
        LooseJson.Text(reply, "err_msg", 300) is { } message ? LooseJson.Text(reply, "err_extra", 300) is { } more ? $"{message} ({more})" : message : null;
}
