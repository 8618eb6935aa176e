using System.Globalization;
using System.Text;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>Carries signals of committed events between processes as <c>event.{tenant}.{module}.{name}</c>; the payload is the event's id and the ids of its place, separated by blanks, <c>-</c> for none.</summary>
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
        string[] ids = Encoding.ASCII.GetString(message.Data.Span).Split(' ');
        return parts.Length == 3 && ids.Length == 4 && Id.TryParse<TenantId>(parts[1], out var tenant) && Guid.TryParse(ids[0], CultureInfo.InvariantCulture, out var id)
            ? new EventSignal(tenant, parts[2], id, new ScopePath(Node(ids[1]), Node(ids[2]), Node(ids[3])))
            : null;
    }

    private static Guid? Node(string text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static byte[] Payload(EventSignal signal) =>
        Encoding.ASCII.GetBytes($"{signal.EventId} {Text(signal.Path.Organization)} {Text(signal.Path.Group)} {Text(signal.Path.Device)}");

    private static string Text(Guid? node) => node?.ToString() ?? "-";

    private async Task Publish(EventSignal signal)
    {
        try
        {
            await nats.PublishAsync($"event.{signal.Tenant}.{signal.Name}", Payload(signal));
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
