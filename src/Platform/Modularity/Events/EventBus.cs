using System.Collections.Concurrent;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>A sign that an event was committed. It carries no content: whoever cares reads the database.</summary>
public readonly record struct EventSignal(TenantId Tenant, string Name, Guid EventId, ScopePath Path);

/// <summary>Carries signals to other processes. May lose some: every reader also polls.</summary>
public interface ISignalRelay
{
    /// <summary>Sends without waiting.</summary>
    void Send(EventSignal signal);
}

/// <summary>Signals of committed events within this process, and through the relay from and to the others.</summary>
public sealed class EventBus : ICommitListener
{
    private readonly ConcurrentDictionary<Guid, Action<EventSignal>> listeners = new();
    private readonly WorkSignals signals;
    private readonly TimeProvider time;

    /// <summary>A bus without a relay until <see cref="Relay"/> is set.</summary>
    public EventBus(WorkSignals signals, TimeProvider time) => (this.signals, this.time) = (signals, time);

    /// <summary>The way to other processes; set once messaging is up.</summary>
    public ISignalRelay? Relay { get; set; }

    /// <inheritdoc/>
    public void Committed(ICommitDraft change)
    {
        ArgumentNullException.ThrowIfNull(change);
        foreach (var draft in change.Events)
        {
            var signal = new EventSignal(change.Op.Tenant, draft.Name, draft.Id, draft.Path);
            Deliver(signal);
            Relay?.Send(signal);
        }
    }

    /// <summary>Hands a signal to this process's listeners, reactions among them.</summary>
    public void Deliver(EventSignal signal)
    {
        signals.Wake<RunReactions>();
        foreach (var listener in listeners.Values)
        {
            listener(signal);
        }
    }

    /// <summary>Listens until disposed. The listener must be quick and must not throw.</summary>
    public IDisposable Listen(Action<EventSignal> listener)
    {
        var key = Id.NewGuid(time);
        listeners[key] = listener;
        return new Listening(listeners, key);
    }

    private sealed class Listening(ConcurrentDictionary<Guid, Action<EventSignal>> listeners, Guid key) : IDisposable
    {
        public void Dispose() => listeners.TryRemove(key, out _);
    }
}
