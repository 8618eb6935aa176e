using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>The last token of a device's subject.</summary>
public enum DeviceMessage
{
    /// <summary>Up: <see cref="HeartbeatDocument"/>.</summary>
    Heartbeat,

    /// <summary>Up: <see cref="InventoryDocument"/>.</summary>
    Inventory,

    /// <summary>Up: <see cref="MetricsDocument"/>.</summary>
    Metrics,

    /// <summary>Up: <see cref="EventsDocument"/>.</summary>
    Events,

    /// <summary>Up: <see cref="ResultDocument"/>.</summary>
    Result,

    /// <summary>Down: <see cref="AckMessage"/>.</summary>
    Ack,

    /// <summary>Down: <see cref="CommandMessage"/>.</summary>
    Command,
}

/// <summary>A NATS subject of one device: <c>tenant.{t}.device.{d}.{type}</c>, ids as lower-case hyphenated UUIDs. One subject has one spelling.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Device">The device.</param>
/// <param name="Message">What travels under it.</param>
public readonly record struct DeviceSubject(Guid Tenant, Guid Device, DeviceMessage Message)
{
    private static readonly string[] Tokens = ["heartbeat", "inventory", "metrics", "events", "result", "ack", "command"];

    /// <summary>The messages that sensors send; the others come from the server.</summary>
    public static IReadOnlyList<DeviceMessage> Upward { get; } =
        [DeviceMessage.Heartbeat, DeviceMessage.Inventory, DeviceMessage.Metrics, DeviceMessage.Events, DeviceMessage.Result];

    /// <summary>True for what a sensor sends.</summary>
    public bool IsUpward => Message <= DeviceMessage.Result;

    /// <summary>The message's token in a subject.</summary>
    public static string TokenOf(DeviceMessage message) => Tokens[(int)message];

    /// <summary>The subject of one message type from or to every device: for streams and for the server's subscriptions.</summary>
    public static string OfAllDevices(DeviceMessage message) => $"tenant.*.device.*.{TokenOf(message)}";

    /// <summary>The subject of one message type from or to every device of a tenant.</summary>
    public static string OfDevicesOf(Guid tenant, DeviceMessage message) => $"tenant.{tenant}.device.*.{TokenOf(message)}";

    /// <summary>Reads a subject; false unless it is exactly what <see cref="ToString"/> writes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? subject, out DeviceSubject result)
    {
        result = default;
        if (subject?.Split('.') is not ["tenant", var tenant, "device", var device, var token] ||
            !Guid.TryParseExact(tenant, "D", out var tenantId) || !Guid.TryParseExact(device, "D", out var deviceId) ||
            Array.IndexOf(Tokens, token) is var message && message < 0)
        {
            return false;
        }

        result = new(tenantId, deviceId, (DeviceMessage)message);
        return string.Equals(result.ToString(), subject, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => $"tenant.{Tenant}.device.{Device}.{TokenOf(Message)}";
}
