using System.Globalization;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Playbooks.Rehearsing;

/// <summary>
/// What is still known of what may have started a playbook: alerts from before events are kept, then events, then the times of its schedules, then nothing but
/// the wish. A cursor says where in that order it goes on.
/// </summary>
internal sealed class PlaybookHistory(TenantSession session, IAlertHistory alerts, IOptions<EventOptions> options, TimeProvider time)
{
    private const int AtATime = 200;
    private const int MostTimes = 50;
    private const string Received = "alert.received";

    /// <summary>From when on all of a tenant's events are there: events that a reaction is not done with are kept longer, and tell nothing of the others of their time.</summary>
    public async Task<DateTimeOffset> KeptFrom(OpContext op, CancellationToken ct)
    {
        var (now, oldest) = (time.GetUtcNow(), await EventHistory.Oldest(session, op, ct));
        return oldest is { } at && at > now - options.Value.KeepFor ? at : oldest is null ? now : now - options.Value.KeepFor;
    }

    /// <summary>What comes after a cursor; null when nothing does. An empty list says that there is more.</summary>
    public async Task<IReadOnlyList<PastStart>?> After(OpContext op, PlaybookDefinition definition, DateTimeOffset from, DateTimeOffset keptFrom, string cursor, CancellationToken ct)
    {
        var (phase, at) = (cursor.Length == 0 ? 'a' : cursor[0], cursor.Length == 0 ? "" : cursor[1..]);
        if (phase == 'a')
        {
            var found = keptFrom > from && definition.Events.Contains(Received) ? await alerts.Received(op, from, keptFrom, AlertId.TryParse(at, null, out var last) ? last : null, AtATime, ct) : [];
            return [.. found.Select(a => new PastStart($"a{a.Said.Alert}", StartSource.Alert, a.ReceivedAt, Event(a))), .. found.Count < AtATime ? [Turn("e")] : Array.Empty<PastStart>()];
        }

        if (phase == 'e')
        {
            _ = long.TryParse(at.Split('@')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seq);
            var found = definition.Events.Count == 0 ? [] : await EventHistory.Read(session, op, definition.Events, from, seq, AtATime, ct);
            return [.. found.Select(e => new PastStart($"e{e.Sequence}@{e.Event.At.ToUnixTimeMilliseconds()}", StartSource.Event, e.Event.At, e.Event)), .. found.Count < AtATime ? [Turn("s")] : Array.Empty<PastStart>()];
        }

        if (phase == 's')
        {
            var begin = long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms is > 0 and < 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : from;
            var times = Times(definition, begin).ToList();
            return [.. times.Select(t => new PastStart($"s{t.ToUnixTimeMilliseconds()}", StartSource.Schedule, t, null)), .. times.Count < MostTimes ? [Turn("m")] : Array.Empty<PastStart>()];
        }

        return phase == 'm' && at.Length == 0 ? [definition.IsManual ? new PastStart("m1", StartSource.Manual, time.GetUtcNow(), null) : Turn("m1")] : null;
    }

    /// <summary>Events of a name from a moment on, in their order, as far as they are looked at.</summary>
    public async Task<IReadOnlyList<StoredEvent>> Events(OpContext op, string name, DateTimeOffset from, CancellationToken ct) =>
        [.. (await EventHistory.Read(session, op, [name], from, 0, AtATime, ct)).Select(e => e.Event)];

    /// <summary>The events that may have started it in the hour before a cursor among events.</summary>
    public async Task<IReadOnlyList<StoredEvent>> HourBefore(OpContext op, PlaybookDefinition definition, string cursor, CancellationToken ct)
    {
        if (cursor.Split('@') is not [['e', .. var number], var ms] || !long.TryParse(number, out var seq) || !long.TryParse(ms, out var at) || at is < 0 or > 253_402_300_799_999)
        {
            return [];
        }

        var from = DateTimeOffset.FromUnixTimeMilliseconds(at) - TimeSpan.FromHours(1);
        return [.. (await EventHistory.Read(session, op, definition.Events, from, 0, 1000, ct)).Where(e => e.Sequence <= seq).Select(e => e.Event)];
    }

    // From one kind of history to the next: nothing that may have started it.
    private PastStart Turn(string cursor) => new(cursor, StartSource.Event, time.GetUtcNow(), null);

    private IEnumerable<DateTimeOffset> Times(PlaybookDefinition definition, DateTimeOffset after)
    {
        var now = time.GetUtcNow();
        for (var i = 0; i < MostTimes && Schedule.Next(definition.Schedules, after) is { } next && next <= now; i++)
        {
            yield return after = next;
        }
    }

    private static StoredEvent Event(PastAlert a) => new(a.Said.Alert.Value, Received, a.ReceivedAt, JsonSerializer.SerializeToElement(a.Said, WireJson.Options), null, a.Place);
}
