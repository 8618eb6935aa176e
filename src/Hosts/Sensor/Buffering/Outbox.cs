using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Buffering;

/// <summary>Makes documents of what was collected, within the limits, and puts them into the buffer.</summary>
internal sealed class Outbox(DocumentBuffer buffer, TimeProvider time)
{
    // What anybody who reaches the machine can cause without end.
    private static readonly LogEventKind[] Plentiful =
        [LogEventKind.SshLoginFailed, LogEventKind.SshInvalidUser, LogEventKind.SshKeyRefused, LogEventKind.SshLoginAbandoned, LogEventKind.Other];

    public void AddHeartbeat(string version, TimeSpan uptime) =>
        Add(new(DeviceMessage.Heartbeat), (id, at, seq) => JsonSerializer.SerializeToUtf8Bytes(
            new HeartbeatDocument(id, at, seq, null, version, Math.Max(0, (long)uptime.TotalSeconds), buffer.Dropped), SensorJson.Default.HeartbeatDocument));

    public void AddSamples(IReadOnlyList<MetricSample> samples) =>
        AddParts(samples, SensorLimits.MaxSamples, new(DeviceMessage.Metrics), static (part, id, at, seq) => JsonSerializer.SerializeToUtf8Bytes(
            new MetricsDocument(id, at, seq, null, part), SensorJson.Default.MetricsDocument));

    /// <summary>Adds events; those that a flood can be made of stand in documents of their own, so that a full buffer does not drop a rare one with them.</summary>
    public void AddEvents(IReadOnlyList<LogEvent> events)
    {
        foreach (var part in events.ToLookup(e => Plentiful.Contains(e.Kind)))
        {
            AddParts([.. part], SensorLimits.MaxEvents, new(DeviceMessage.Events, part.Key), static (some, id, at, seq) => JsonSerializer.SerializeToUtf8Bytes(
                new EventsDocument(id, at, seq, null, some), SensorJson.Default.EventsDocument));
        }
    }

    /// <summary>Adds an inventory, with its longest list cut as often as it takes to fit.</summary>
    public void AddInventory(InventoryDocument facts)
    {
        while (!Add(new(DeviceMessage.Inventory), (id, at, seq) => JsonSerializer.SerializeToUtf8Bytes(
            facts with { Id = id, At = at, Seq = seq, Prev = null }, SensorJson.Default.InventoryDocument)))
        {
            facts = facts with
            {
                Software = [.. facts.Software.Take(facts.Software.Count * 3 / 4)],
                Listeners = facts.Software.Count == 0 ? [.. facts.Listeners.Take(facts.Listeners.Count / 2)] : facts.Listeners,
                Users = facts.Software.Count == 0 ? [.. facts.Users.Take(facts.Users.Count / 2)] : facts.Users,
                Updates = facts.Software.Count == 0 ? [.. facts.Updates.Take(facts.Updates.Count / 2)] : facts.Updates,
                Truncated = [.. facts.Truncated.Union(facts.Software.Count == 0 ? ["software", "listeners", "users", "updates"] : ["software"])],
            };
        }
    }

    private bool Add(DocumentWorth worth, Func<Guid, DateTimeOffset, long, byte[]> write)
    {
        var now = time.GetUtcNow();
        return buffer.Append(worth, seq => write(Guid.CreateVersion7(now), now, seq)) != 0;
    }

    private void AddParts<T>(IReadOnlyList<T> items, int most, DocumentWorth worth, Func<IReadOnlyList<T>, Guid, DateTimeOffset, long, byte[]> write)
    {
        if (items.Count > most || (items.Count > 0 && !Add(worth, (id, at, seq) => write(items, id, at, seq)) && items.Count > 1))
        {
            var half = Math.Min(most, items.Count / 2);
            AddParts([.. items.Take(half)], most, worth, write);
            AddParts([.. items.Skip(half)], most, worth, write);
        }
    }
}
