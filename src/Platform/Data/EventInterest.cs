namespace Holdfast.Platform.Data;

/// <summary>
/// What tenants have asked to be told of: for a handler of any event, the names that somebody of the tenant subscribes to. Where nobody does, an
/// event gets no mark, and no worker looks at it.
/// </summary>
public static class EventInterest
{
    /// <summary>Any event.</summary>
    public const string Every = "*";

    /// <summary>From this commit on, the subscriber wants exactly these events.</summary>
    /// <param name="change">A change in the tenant's store.</param>
    /// <param name="handler"><c>module.handler</c>.</param>
    /// <param name="subscriber">Whose interest it is, such as a webhook's id.</param>
    /// <param name="events">Names of events, or <see cref="Every"/>; none ends it.</param>
    public static void Set(Change change, string handler, Guid subscriber, IReadOnlyCollection<string> events)
    {
        ArgumentNullException.ThrowIfNull(change);
        change.Add($"delete from event_interest where tenant_id = {change.Op.Tenant} and handler = {handler} and subscriber = {subscriber}");
        if (events is { Count: > 0 })
        {
            change.Add($"""
                insert into event_interest (tenant_id, handler, event, subscriber)
                select {change.Op.Tenant}, {handler}, unnest({events.Distinct(StringComparer.Ordinal).ToArray()}), {subscriber}
                """);
        }
    }
}
