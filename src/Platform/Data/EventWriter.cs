using System.Diagnostics;

namespace Holdfast.Platform.Data;

/// <summary>Which handlers wait for which event; filled from the module descriptions.</summary>
public sealed class EventRoutes(IReadOnlyDictionary<string, string[]> handlersByEvent)
{
    /// <summary>The handlers of an event; empty when nobody waits for it.</summary>
    public string[] Of(string eventName) => handlersByEvent.TryGetValue(eventName, out var handlers) ? handlers : [];
}

/// <summary>Writes a change's events and who must see them.</summary>
public sealed class EventWriter(EventRoutes routes) : ICommitContributor
{
    /// <inheritdoc/>
    public void Contribute(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        foreach (var draft in change.Events)
        {
            change.Add($"""
                with written as (
                    insert into event (tenant_id, id, name, at, data, trace_parent)
                    values ({change.Op.Tenant}, {draft.Id}, {draft.Name}, {draft.At}, {new Json(draft.Data.GetRawText())}, {Activity.Current?.Id})
                    returning tenant_id, seq)
                insert into event_pending (tenant_id, handler, seq, due_at)
                select tenant_id, handler, seq, now() from written, unnest({routes.Of(draft.Name)}) handler
                """);
        }
    }
}
