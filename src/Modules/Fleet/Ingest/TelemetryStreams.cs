using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>
/// The streams that hold telemetry on its way: one for each tenant that has devices, bounded in bytes, age, and messages of a subject. Whose is full refuses
/// what is new, to that tenant's devices alone: they keep it in their own buffers. The broker sets a stream's bytes aside when it is made.
/// </summary>
internal sealed class TelemetryStreams(IOptions<FleetOptions> options, NatsConnection? connection = null)
{
    /// <summary>Where the broker says that a stream was made.</summary>
    public const string Made = "$JS.EVENT.ADVISORY.STREAM.CREATED.>";

    private const string Prefix = "TELEMETRY-";

    // One for all tenants, in releases before; sensors send again what nobody has acknowledged.
    private const string Before = "TELEMETRY";
    private const string Consumer = "fleet-ingest";

    private readonly NatsJSContext? broker = connection is null ? null : new NatsJSContext(connection);

    /// <summary>After which a message whose end was not heard of comes again.</summary>
    public static TimeSpan AckWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes a tenant's stream, or makes it as the options say; does nothing where there is no broker.</summary>
    /// <exception cref="NatsException">The broker is away, or has no room for it.</exception>
    public async Task Make(TenantId tenant, CancellationToken ct)
    {
        if (broker is not null)
        {
            await broker.CreateOrUpdateStreamAsync(ConfigOf(tenant), ct);
        }
    }

    /// <summary>Takes a tenant's stream away, with what nobody has stored.</summary>
    /// <exception cref="NatsException">The broker is away, or there is none.</exception>
    public ValueTask Remove(TenantId tenant, CancellationToken ct) => broker!.DeleteStreamAsync(NameOf(tenant), ct);

    /// <summary>Whose streams there are; none where there is no broker.</summary>
    /// <exception cref="NatsException">The broker is away.</exception>
    public async Task<IReadOnlySet<TenantId>> List(CancellationToken ct)
    {
        var tenants = new HashSet<TenantId>();
        foreach (var name in broker is null ? [] : await broker.ListStreamNamesAsync(ct))
        {
            if (name == Before)
            {
                await broker!.DeleteStreamAsync(name, ct);
            }
            else if (TenantOf(name) is { } tenant)
            {
                tenants.Add(tenant);
            }
        }

        return tenants;
    }

    /// <summary>The one consumer of a tenant's stream, which all processes share.</summary>
    /// <exception cref="NatsJSApiException">There is no such stream.</exception>
    public ValueTask<NatsJSConsumer> ConsumerOf(TenantId tenant, CancellationToken ct) => broker!.CreateOrUpdateConsumerAsync(
        NameOf(tenant),
        new ConsumerConfig(Consumer)
        {
            AckPolicy = ConsumerConfigAckPolicy.Explicit,
            AckWait = AckWait,
            MaxDeliver = -1,
            MaxAckPending = options.Value.BatchMessages * 4,
        },
        ct);

    /// <summary>Whose stream has that name; null for a name of another kind.</summary>
    public static TenantId? TenantOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(name[Prefix.Length..], "N", out var id) ? new TenantId(id) : null;

    private static string NameOf(TenantId tenant) => $"{Prefix}{tenant.Value:N}";

    private StreamConfig ConfigOf(TenantId tenant) => new(NameOf(tenant), [.. DeviceSubject.Upward.Select(message => DeviceSubject.OfDevicesOf(tenant.Value, message))])
    {
        Description = "Telemetry of a tenant on its way from sensors to the database.",
        Retention = StreamConfigRetention.Workqueue,
        MaxAge = options.Value.StreamAge,
        MaxBytes = options.Value.StreamBytes,
        MaxMsgsPerSubject = options.Value.StreamMessagesPerSubject,
        MaxMsgSize = SensorLimits.MaxMessageBytes,
        Discard = StreamConfigDiscard.New,
        DiscardNewPerSubject = true,
    };
}
