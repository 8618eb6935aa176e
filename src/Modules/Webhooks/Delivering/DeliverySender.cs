using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Outbound;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>Signs a delivery, sends it, and says what follows.</summary>
internal sealed class DeliverySender(OutboundClient outbound, WebhookSecrets secrets, DeliveryMeter meter, TimeProvider time)
{
    // A receiver has nothing to tell us in its body; a short one is read so that the connection can be used again.
    private const int MaxAnswerBytes = 64 * 1024;

    public async Task<Outcome> Send(Lane lane, Webhook endpoint, Claimed delivery, CancellationToken ct)
    {
        using var activity = DeliveryMeter.Activities.StartActivity($"webhooks.deliver {delivery.Event}", ActivityKind.Client, delivery.TraceParent);
        activity?.SetTag("holdfast.tenant", lane.Tenant.ToString());
        activity?.SetTag("holdfast.webhook", lane.Webhook.ToString());
        var at = time.GetUtcNow();
        var began = time.GetTimestamp();
        using var request = Request(lane, endpoint, delivery, at, activity?.Id ?? delivery.TraceParent);
        var answer = await outbound.Send(request, new OutboundLimits(TimeSpan.FromSeconds(endpoint.Policy.TimeoutSeconds), MaxAnswerBytes), ct);
        var took = time.GetElapsedTime(began);

        var verdict = Verdict.Of(answer.Status, RetryAfter(answer), endpoint.Policy, delivery.EarlierTries, Jitter());
        var error = verdict.Status == DeliveryStatus.Succeeded ? null : answer.Failure is { } failure ? EnumText.Of(failure) : null;
        activity?.SetTag("http.response.status_code", answer.Status);
        activity?.SetStatus(verdict.Status == DeliveryStatus.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, error);
        meter.Attempted(EnumText.Of(verdict.Status), took);
        return new Outcome(lane, delivery, new Attempt(at, answer.Status, (long)took.TotalMilliseconds, error), verdict);
    }

    private HttpRequestMessage Request(Lane lane, Webhook endpoint, Claimed delivery, DateTimeOffset at, string? traceParent)
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
        request.Headers.TryAddWithoutValidation(
            "webhook-signature", DeliverySigner.Sign(id, timestamp, delivery.Body, secrets.Open(lane.Tenant, lane.Webhook, endpoint.SealedSecret)));
        if (traceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        return request;
    }

    private TimeSpan? RetryAfter(OutboundOutcome answer) =>
        !RetryConditionHeaderValue.TryParse(answer.Header("Retry-After"), out var value) ? null
        : value.Delta ?? (value.Date - time.GetUtcNow());

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5394", Justification = "It only spreads retries.")]
    private static double Jitter() => Random.Shared.NextDouble();
}
