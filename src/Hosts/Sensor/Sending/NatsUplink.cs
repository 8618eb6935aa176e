using System.Text.Json;
using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor.Sending;

/// <summary>
/// The way through NATS: a bearer JWT logs in, documents are published to JetStream one after another, acknowledgements of the server's commit come back
/// under the device's own subject. Documents carry no message id for JetStream's duplicate window: a resend must reach the server, which stores each id once.
/// </summary>
internal sealed class NatsUplink(Guid tenantId, Guid deviceId, string? caFile, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan PublishPatience = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = loggers.CreateLogger<NatsUplink>();
    private readonly Lock gate = new();
    private CancellationTokenSource? listening;
    private Task listener = Task.CompletedTask;
    private NatsConnection? connection;
    private NatsJSContext? stream;
    private MessagingAccess? access;

    /// <summary>The server has committed up to here.</summary>
    public Action<long>? Acknowledged { get; set; }

    /// <summary>Something about the connection changed: it may be up, or may need new credentials.</summary>
    public Action? Changed { get; set; }

    /// <summary>The broker refused the login since the last <see cref="UseAsync"/>.</summary>
    public bool NeedsCredentials { get; private set; }

    public bool IsUp => connection is { ConnectionState: NatsConnectionState.Open };

    /// <summary>Takes a log-in into use; a fresh JWT for the same brokers keeps the connection object.</summary>
    public async Task UseAsync(MessagingAccess fresh, CancellationToken ct)
    {
        MessagingAccess? before;
        lock (gate)
        {
            (before, access) = (access, fresh);
            NeedsCredentials = false;
        }

        if (connection is not null && before is not null && before.Urls.SequenceEqual(fresh.Urls) && before.InboxPrefix == fresh.InboxPrefix)
        {
            connection.Reconnect();
            return;
        }

        await CloseAsync();
        var opened = new NatsConnection(new NatsOpts
        {
            Url = string.Join(',', fresh.Urls),
            Name = $"holdfast-sensor {deviceId}",
            Auth = new NatsAuthOpts { UserProvider = _ => ValueTask.FromResult(new NatsUserCredential(Access().Jwt)) },
            Tls = new NatsTlsOpts { CaFile = caFile },
            InboxPrefix = fresh.InboxPrefix,
            Echo = false,
            RetryOnInitialConnect = true,
            ReconnectWaitMin = TimeSpan.FromSeconds(1),
            ReconnectWaitMax = TimeSpan.FromSeconds(60),
            PublishTimeoutOnDisconnected = TimeSpan.Zero,
            MaxPendingBytes = 1024 * 1024,
            MaxPendingRequests = 64,
            SubPendingMessages = 64,
            SubPendingBytes = 1024 * 1024,
            MaxIncomingBytes = 1024 * 1024,
            LoggerFactory = loggers,
            TimeProvider = time,
        });
        opened.ConnectionOpened += (_, _) => Changed?.Invoke();
        opened.ConnectionDisconnected += OnTrouble;
        opened.ReconnectFailed += OnTrouble;
        connection = opened;
        stream = new NatsJSContext(opened);
        listening = CancellationTokenSource.CreateLinkedTokenSource(ct);
        listener = ListenAsync(opened, listening.Token);
    }

    /// <summary>Puts a document into the stream; done when the broker has it.</summary>
    /// <exception cref="NatsException">It may or may not be there.</exception>
    public async Task PublishAsync(OutgoingDocument document, CancellationToken ct)
    {
        if (!IsUp || stream is null)
        {
            throw new NatsConnectionException("There is no connection.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(PublishPatience);
        try
        {
            await stream.PublishAsync(new DeviceSubject(tenantId, deviceId, document.Message).ToString(), document.Json, headers: new NatsHeaders { { TraceHeader.Name, TraceHeader.New() } }, cancellationToken: deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new NatsConnectionException($"The broker did not take document {document.Seq} within {PublishPatience.TotalSeconds} s.");
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private MessagingAccess Access()
    {
        lock (gate)
        {
            return access!;
        }
    }

    private void OnTrouble(object? sender, NatsConnectionEventArgs e)
    {
        if (e.Reason is NatsAuthorizationException)
        {
            NeedsCredentials = true;
        }

        Changed?.Invoke();
    }

    private async Task ListenAsync(NatsConnection source, CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(AcksAsync(source, ct), CommandsAsync(source, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The sensor stops, or takes another broker.
        }
        catch (NatsException e)
        {
            logger.NatsNotListening(e.Message);
        }
    }

    private async Task AcksAsync(NatsConnection source, CancellationToken ct)
    {
        await foreach (var message in source.SubscribeAsync(new DeviceSubject(tenantId, deviceId, DeviceMessage.Ack).ToString(), cancellationToken: ct))
        {
            if (Read(message, SensorJson.Default.AckMessage) is { CommittedSeq: >= 0 } ack)
            {
                Acknowledged?.Invoke(ack.CommittedSeq);
            }
        }
    }

    private async Task CommandsAsync(NatsConnection source, CancellationToken ct)
    {
        await foreach (var message in source.SubscribeAsync(new DeviceSubject(tenantId, deviceId, DeviceMessage.Command).ToString(), cancellationToken: ct))
        {
            if (Read(message, SensorJson.Default.CommandMessage) is { } command)
            {
                logger.CommandNotRun(command.Id, Logs.LogText.Clean(command.Kind, 64));
            }
        }
    }

    private T? Read<T>(NatsMsg message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(message.Data.Span, type);
        }
        catch (JsonException e)
        {
            logger.MessageNotRead(message.Subject, e.Message);
            return null;
        }
    }

    private async Task CloseAsync()
    {
        if (listening is not null)
        {
            await listening.CancelAsync();
            await listener;
            listening.Dispose();
            listening = null;
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
            (connection, stream) = (null, null);
        }
    }
}
