using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>Something that was not stored.</summary>
/// <param name="From">Whose tenant and device it is said to be; null when it came under a subject that names none.</param>
/// <param name="Subject">Where it came in.</param>
/// <param name="Payload">As it came in.</param>
/// <param name="Fault">Why.</param>
internal sealed record DeadLetter((Guid Tenant, Guid Device)? From, string Subject, ReadOnlyMemory<byte> Payload, DocumentFault Fault);

/// <summary>
/// Keeps what could not be stored in a stream of its own, with the reason in headers, before anybody is told that it is done with. Without a
/// broker it came by HTTPS, whose answer names it to the sensor; it is counted and logged then.
/// </summary>
internal sealed class DeadLetters(FleetMetrics metrics, IOptions<FleetOptions> options, TimeProvider time, ILogger<DeadLetters> logger, NatsConnection? connection = null)
{
    public const string Stream = "TELEMETRY_DEAD";
    public const string Subjects = "telemetry.dead.>";
    private const int MaxPayloadBytes = 512 * 1024;
    private readonly NatsJSContext? broker = connection is null ? null : new NatsJSContext(connection);
    private volatile bool isStreamMade;

    /// <summary>Done when the broker has them all.</summary>
    /// <exception cref="NatsException">The broker is away or refused: nothing may be acknowledged.</exception>
    public async Task Keep(IReadOnlyCollection<DeadLetter> letters, CancellationToken ct)
    {
        if (letters.Count == 0)
        {
            return;
        }

        if (broker is not null)
        {
            await MakeStream(broker, ct);
            var sent = new List<NatsJSPublishFuture>(letters.Count);
            foreach (var letter in letters)
            {
                var payload = letter.Payload.Length <= MaxPayloadBytes ? letter.Payload : letter.Payload[..MaxPayloadBytes];
                sent.Add(await broker.PublishConcurrentAsync(SubjectOf(letter), payload, new NatsJSPubOpts { MsgId = IdOf(letter) }, Headers(letter), ct));
            }

            foreach (var future in sent)
            {
                await future.GetResponseAsync(ct);
            }
        }

        foreach (var letter in letters)
        {
            metrics.DeadLetters.Add(1, new KeyValuePair<string, object?>("reason", letter.Fault.Code));
            logger.DeadLetter(letter.Fault.Code, letter.Subject);
        }
    }

    private static string SubjectOf(DeadLetter letter) => letter.From is { } from ? $"telemetry.dead.{from.Tenant}.{from.Device}" : "telemetry.dead.unknown";

    // The same letter again, after a batch that did not commit, is one letter.
    private static string IdOf(DeadLetter letter)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{letter.Subject}\n{letter.Fault.Code}\n"));
        hash.AppendData(letter.Payload.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private NatsHeaders Headers(DeadLetter letter) => new()
    {
        ["Holdfast-Reason"] = letter.Fault.Code,
        ["Holdfast-Detail"] = letter.Fault.Detail,
        ["Holdfast-Subject"] = letter.Subject,
        ["Holdfast-Received-At"] = time.GetUtcNow().ToString("O"),
        ["Holdfast-Size"] = letter.Payload.Length.ToString(),
    };

    private async Task MakeStream(NatsJSContext context, CancellationToken ct)
    {
        if (!isStreamMade)
        {
            await context.CreateOrUpdateStreamAsync(
                new StreamConfig(Stream, [Subjects])
                {
                    Description = "Telemetry that could not be stored, with the reason in its headers.",
                    MaxAge = options.Value.DeadLetterAge,
                    MaxBytes = options.Value.DeadLetterBytes,
                    MaxMsgsPerSubject = options.Value.StreamMessagesPerSubject,
                },
                ct);
            isStreamMade = true;
        }
    }
}
