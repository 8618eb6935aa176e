using System.Diagnostics;
using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>Something that has happened in a module; a record in its Contracts. Past tense, additive, never renamed.</summary>
public interface IEvent
{
    /// <summary>The public name: <c>ticket.closed</c>.</summary>
    static abstract string Name { get; }
}

/// <summary>An event on its way into the database.</summary>
/// <param name="Id">Its id for good.</param>
/// <param name="Name">The public name.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">The event record in its wire form.</param>
/// <param name="TraceParent">The W3C trace context in which it was published.</param>
/// <param name="Path">Where in the tenant's tree it happened.</param>
public sealed record EventDraft(Guid Id, string Name, DateTimeOffset At, JsonElement Data, string? TraceParent, ScopePath Path = default)
{
    internal static EventDraft Of<TEvent>(TEvent what, ScopePath path, TimeProvider time) where TEvent : IEvent =>
        new(Kernel.Id.NewGuid(time), TEvent.Name, time.GetUtcNow(), JsonSerializer.SerializeToElement(what, WireJson.Options), Activity.Current?.Id, path);
}

/// <summary>A committed event, as handlers see it.</summary>
/// <param name="Id">Stable over redeliveries: the key for idempotent effects outside.</param>
/// <param name="Name">The public name.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">The event record in its wire form.</param>
/// <param name="TraceParent">The W3C trace context of the change that published it.</param>
/// <param name="Path">Where in the tenant's tree it happened: who has no right there does not hear of it.</param>
public sealed record StoredEvent(Guid Id, string Name, DateTimeOffset At, JsonElement Data, string? TraceParent, ScopePath Path = default);
