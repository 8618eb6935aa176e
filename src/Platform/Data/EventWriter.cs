using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>Which handlers wait for which event; filled from the module descriptions.</summary>
/// <param name="handlersByEvent">Every event that a module lists, with those that always wait for it.</param>
/// <param name="onInterest">Handlers that wait for any event for which a tenant has an <see cref="EventInterest"/>.</param>
public sealed class EventRoutes(IReadOnlyDictionary<string, string[]> handlersByEvent, string[] onInterest)
{
    /// <summary>Those that wait where a tenant is interested.</summary>
    public string[] OnInterest => onInterest;

    /// <summary>Those that always wait for an event.</summary>
    /// <exception cref="InvalidOperationException">No module lists it: nobody could ever handle, document or subscribe to it.</exception>
    public string[] Of(string eventName) =>
        handlersByEvent.TryGetValue(eventName, out var handlers) ? handlers : throw new InvalidOperationException($"No module lists the event '{eventName}': add Publishes<…>() to its description.");
}

/// <summary>Writes a change's events, and a mark for each handler that waits for one.</summary>
public sealed class EventWriter(EventRoutes routes) : ICommitContributor
{
    /// <inheritdoc/>
    public string Kind => "event";

    /// <inheritdoc/>
    public IEnumerable<TenantRecord> Contribute(ICommitDraft change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Events.Select(draft => new EventRecord(draft, routes.Of(draft.Name), routes.OnInterest));
    }

    /// <inheritdoc/>
    public TenantRecord Read(byte[] content)
    {
        var draft = JsonSerializer.Deserialize<EventDraft>(content, WireJson.Options)!;
        return new EventRecord(draft, routes.Of(draft.Name), routes.OnInterest);
    }

    private sealed record EventRecord(EventDraft Draft, string[] Handlers, string[] OnInterest) : TenantRecord(Draft.Id)
    {
        public override Sql Insert(TenantId tenant) => $"""
            with written as (
                insert into event (tenant_id, id, name, at, data, trace_parent, organization_id, group_id, device_id)
                values ({tenant}, {Draft.Id}, {Draft.Name}, {Draft.At}, {new Json(Draft.Data.GetRawText())}, {Draft.TraceParent},
                         {Draft.Path.Organization}, {Draft.Path.Group}, {Draft.Path.Device})
                returning tenant_id, seq),
            waiting as (
                select unnest({Handlers}) as handler
                union
                select handler from event_interest where tenant_id = {tenant} and handler = any({OnInterest}) and event in ({Draft.Name}, '*')),
            marked as (
                insert into event_pending (tenant_id, handler, seq, due_at)
                select written.tenant_id, waiting.handler, written.seq, now() from written, waiting)
            insert into event_pruning (tenant_id, due_at) select tenant_id, now() + interval '1 hour' from written on conflict do nothing
            """;

        public override byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(Draft, WireJson.Options);
    }
}
