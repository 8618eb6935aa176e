using System.Globalization;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;

namespace Holdfast.Modules.Integrations.Contracts.Products;

/// <summary>
/// How connectors speak HTTP: in turn, with the trust that the settings name, and with one table of failures. Codes are <c>connector.reason</c>:
/// <c>unreachable, tls_failed, forbidden_address, redirected, unauthorized, forbidden, not_found, rate_limited, unavailable, server_error,
/// rejected, timed_out, connection_broken, answer_too_large, not_{connector}</c>.
/// </summary>
/// <param name="outbound">Judges and bounds what is sent.</param>
/// <param name="key">The connector's key.</param>
/// <param name="product">The product's name.</param>
public sealed class ProductHttp(OutboundClient outbound, string key, string product)
{
    private const int MaxWords = 200;

    // The caller's cancellation bounds the call; this is for a caller who forgot.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The settings by which a tenant says whom to trust: <c>caCertificatePem</c> and <c>certificateSha256</c>.</summary>
    public static IReadOnlyList<FieldDescription> TrustSettings { get; } =
    [
        new("caCertificatePem", FieldType.Certificate, "The certificates to trust instead of the system's, if the product's is of a private authority.") { MaxLength = 32_000, BindsSecret = true },
        new("certificateSha256", FieldType.Text, "The SHA-256 of the product's own certificate, if it made one itself: only that one is trusted.") { MaxLength = 95, BindsSecret = true },
    ];

    /// <summary>What is wrong with an address and whom to trust; null when they will do.</summary>
    /// <param name="settings">As described.</param>
    /// <param name="url">The setting that holds the address.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Problem?> Check(FieldValues settings, string url, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.TextOrNull("certificateSha256") is { } fingerprint && !OutboundTrust.IsFingerprint(fingerprint)
            ? ProductProblems.BadFingerprint
            : settings.TextOrNull(url) is { } address ? await outbound.Check(address, "integration", $"settings.{url}", ct) : null;
    }

    /// <summary>Sends a request when it is the connection's turn.</summary>
    public async Task<OutboundOutcome> Send(Connection connection, HttpRequestMessage request, int maxBytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await connection.Turn(ct);
        return await outbound.Send(request, new OutboundLimits(Longest, maxBytes), Trust(connection), ct);
    }

    /// <summary>Why it did not work; null when the status is 2xx and the answer is whole. The body is not looked at: success may still be a failure by its words.</summary>
    /// <param name="answer">What came.</param>
    /// <param name="changes">Whether the request changes something, so that an answer which was lost leaves it unknown.</param>
    /// <param name="words">What the body says of it.</param>
    public ActionOutcome.Failed? Failure(OutboundOutcome answer, bool changes, string? words = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Failure is { } failure ? Unanswered(failure, answer.Detail, changes) : answer.Status switch
        {
            >= 200 and <= 299 => null,
            >= 300 and <= 399 => Fail("redirected", $"{product} sends us elsewhere, where the secret will not be sent. Give the address that it redirects to."),
            401 => Fail("unauthorized", $"{product} does not accept the secret." + Says(words)),
            403 => Fail("forbidden", $"{product} does not let this account do it." + Says(words)),
            404 => Fail("not_found", $"{product} has nothing here: check the address and what is asked for." + Says(words)),
            429 => Fail("rate_limited", $"{product} asks us to slow down.") with { Retryable = true, RetryAfter = RetryAfter(answer) },
            503 => Fail("unavailable", $"{product} is not available." + Says(words)) with { Retryable = true, RetryAfter = RetryAfter(answer) },
            >= 500 => Doubtful("server_error", $"{product} answered {answer.Status}.", changes, Says(words)),
            _ => Fail("rejected", $"{product} answered {answer.Status}." + Says(words)),
        };
    }

    /// <summary>A failure by what the answer says, whatever its status.</summary>
    public ActionOutcome.Failed Fail(string reason, string detail) => new($"{key}.{reason}", detail, Retryable: false);

    /// <summary>A failure of which nobody knows whether it happened, if it was to change something; otherwise it can be tried again.</summary>
    public ActionOutcome.Failed Doubtful(string reason, string detail, bool changes, string says = "") =>
        new($"{key}.{reason}", detail + (changes ? " What was asked may have happened all the same." : "") + says, Retryable: !changes) { MayHaveHappened = changes };

    /// <summary>An answer of 2xx that is not the product's: a sign-in page, another product, half an answer.</summary>
    public ActionOutcome.Failed NotTheProduct(bool changes) =>
        Doubtful($"not_{key}", $"What answers at this address does not answer as {product} does. Check the address and the path in it.", changes) with { Retryable = false };

    /// <summary>Words of the product's, to stand after a sentence.</summary>
    public static string Says(string? words) => words is not null && LooseJson.Line(words, MaxWords) is { Length: > 0 } line ? $" It says: {line}" : "";

    private ActionOutcome.Failed Unanswered(OutboundFailure failure, string detail, bool changes) => failure switch
    {
        OutboundFailure.Forbidden => Fail("forbidden_address", detail),
        OutboundFailure.Unresolvable or OutboundFailure.Refused => Fail("unreachable", detail) with { Retryable = true },
        OutboundFailure.TlsFailed => Fail("tls_failed", detail),
        OutboundFailure.TooLarge => Doubtful("answer_too_large", detail, changes) with { Retryable = false },
        OutboundFailure.TimedOut => Doubtful("timed_out", detail, changes),
        _ => Doubtful("connection_broken", detail, changes),
    };

    private static OutboundTrust Trust(Connection connection) =>
        new(connection.Settings.TextOrNull("caCertificatePem"), connection.Settings.TextOrNull("certificateSha256"));

    private static TimeSpan? RetryAfter(OutboundOutcome answer) =>
        int.TryParse(answer.Header("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null;
}
