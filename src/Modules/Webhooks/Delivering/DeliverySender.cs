using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>Signs a delivery, sends it, and says what follows.</summary>
internal sealed class DeliverySender(OutboundClient outbound, WebhookSecrets secrets, DeliveryMeter meter, TimeProvider time, ILogger<DeliverySender> logger)
{
    // A receiver has nothing to tell us in its body; a short one is read so that the connection can be used again.
    private const int MaxAnswerBytes = 64 * 1024;
    private const string SecretUnreadable = "SECRET_UNREADABLE";

    public async Task<Outcome> Send(Lane lane, Webhook endpoint, Claimed delivery, CancellationToken ct)
    {
        using var activity = DeliveryMeter.Activities.StartActivity($"webhooks.deliver {delivery.Event}", ActivityKind.Client, delivery.TraceParent);
        activity?.SetTag("holdfast.tenant", lane.Tenant.ToString());
        activity?.SetTag("holdfast.webhook", lane.Webhook.ToString());
        var at = time.GetUtcNow();
        var began = time.GetTimestamp();
        if (Secret(lane, endpoint) is not { } secret)
        {
            meter.Attempted(SecretUnreadable, TimeSpan.Zero);
            return new Outcome(lane, delivery, new Attempt(at, null, 0, SecretUnreadable), Verdict.Of(null, null, endpoint.Policy, delivery.EarlierTries, Jitter()));
        }

        using var request = Request(endpoint, delivery, secret, at, activity?.Id ?? delivery.TraceParent);
        var answer = await outbound.Send(request, new OutboundLimits(TimeSpan.FromSeconds(endpoint.Policy.TimeoutSeconds), MaxAnswerBytes), ct);
        var took = time.GetElapsedTime(began);

        var verdict = Verdict.Of(answer.Status, RetryAfter(answer), endpoint.Policy, delivery.EarlierTries, Jitter());
        var error = verdict.Status == DeliveryStatus.Succeeded ? null : answer.Failure is { } failure ? EnumText.Of(failure) : null;
        activity?.SetTag("http.response.status_code", answer.Status);
        activity?.SetStatus(verdict.Status == DeliveryStatus.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, error);
        meter.Attempted(EnumText.Of(verdict.Status), took);
        return new Outcome(lane, delivery, new Attempt(at, answer.Status, (long)took.TotalMilliseconds, error), verdict);
    }

    private static HttpRequestMessage Request(Webhook endpoint, Claimed delivery, string secret, DateTimeOffset at, string? traceParent)
    {
        var id = delivery.Id.ToString();
        var timestamp = at.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "Holdfast-Webhooks/1.0");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", DeliverySigner.Sign(id, timestamp, delivery.Body, secret));
        if (traceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        return request;
    }

    // Null when it cannot be opened: an attempt that failed, like any other.
    private string? Secret(Lane lane, Webhook endpoint)
    {
        try
        {
            return secrets.Open(lane.Tenant, lane.Webhook, endpoint.SealedSecret);
        }
        catch (CryptographicException e)
        {
            WebhooksLog.SecretUnreadable(logger, lane.Webhook.Value, lane.Tenant.Value, e.Message);
            return null;
        }
    }

    private TimeSpan? RetryAfter(OutboundOutcome answer) =>
        !RetryConditionHeaderValue.TryParse(answer.Header("Retry-After"), out var value) ? null
        : value.Delta ?? (value.Date - time.GetUtcNow());

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5394", Justification = "It only spreads retries.")]
    private static double Jitter() => Random.Shared.NextDouble();
}
