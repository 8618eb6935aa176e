using System.Globalization;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>Carries signals of committed events between processes as <c>event.{tenant}.{module}.{name}</c>; the payload is the event's id.</summary>
internal sealed partial class SignalRelay(NatsConnection nats, EventBus bus, ILogger<SignalRelay> logger) : BackgroundService, ISignalRelay
{
    public void Send(EventSignal signal)
    {
        if (nats.ConnectionState == NatsConnectionState.Open)
        {
            _ = Publish(signal);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bus.Relay = this;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var message in nats.SubscribeAsync("event.>", cancellationToken: stoppingToken))
                {
                    if (Read(message) is { } signal)
                    {
                        bus.Deliver(signal);
                    }
                }
            }
            catch (NatsException e)
            {
                Lost(logger, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static EventSignal? Read(NatsMsg message)
    {
        var parts = message.Subject.Split('.', 3);
        return parts.Length == 3 && Id.TryParse<TenantId>(parts[1], out var tenant) && Guid.TryParse(System.Text.Encoding.ASCII.GetString(message.Data.Span), CultureInfo.InvariantCulture, out var id)
            ? new EventSignal(tenant, parts[2], id)
            : null;
    }

    private async Task Publish(EventSignal signal)
    {
        try
        {
            await nats.PublishAsync($"event.{signal.Tenant}.{signal.Name}", System.Text.Encoding.ASCII.GetBytes(signal.EventId.ToString()));
        }
        catch (NatsException e)
        {
            // Whoever waits for it polls.
            Lost(logger, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signals between processes are interrupted: {Reason}")]
    private static partial void Lost(ILogger logger, string reason);
}
