using System.Text.Json;

namespace Holdfast.Platform.Data;

/// <summary>Something that has happened in a module; a record in its Contracts. Past tense, additive, never renamed.</summary>
public interface IEvent
{
    /// <summary>The public name: <c>ticket.closed</c>.</summary>
    static abstract string Name { get; }
}

/// <summary>An event on its way into the database.</summary>
public sealed record EventDraft(Guid Id, string Name, DateTimeOffset At, JsonElement Data);

/// <summary>A committed event, as handlers see it.</summary>
/// <param name="Id">Stable over redeliveries: the key for idempotent effects outside.</param>
/// <param name="Name">The public name.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">The event record in its wire form.</param>
/// <param name="TraceParent">The W3C trace context of the change that published it.</param>
public sealed record StoredEvent(Guid Id, string Name, DateTimeOffset At, JsonElement Data, string? TraceParent);
