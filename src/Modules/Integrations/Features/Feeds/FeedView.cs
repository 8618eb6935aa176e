using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Features.Feeds;

/// <summary>What is read through an integration, on the wire.</summary>
/// <param name="Read">Which of the connector's reads, or documents that its product posts.</param>
/// <param name="Kind">What comes.</param>
/// <param name="IsPushed">Whether the product posts it; otherwise it is read.</param>
/// <param name="IsEnabled">Whether it is read.</param>
/// <param name="EverySeconds">How long after the end of a reading the next begins.</param>
/// <param name="Since">Up to where all has been read; null before the first reading's end.</param>
/// <param name="IsReading">Whether a reading is under way that has more pages.</param>
/// <param name="NextAt">When it is read next; null when it is not.</param>
/// <param name="IsFailing">Whether it has failed several times in a row.</param>
/// <param name="LastSuccessAt">When something was last read or posted.</param>
/// <param name="LastFailureAt">When it last failed; null when it worked since.</param>
/// <param name="FailureCode">Why, as a stable code.</param>
/// <param name="FailureDetail">The same in words.</param>
/// <param name="Received">How many things have come, the same ones again included.</param>
/// <param name="Rejected">How many documents could not be read.</param>
/// <param name="Version">Counts the changes; the ETag.</param>
internal sealed record FeedView(
    string Read,
    ReadKind Kind,
    bool IsPushed,
    bool IsEnabled,
    long EverySeconds,
    DateTimeOffset? Since,
    bool IsReading,
    DateTimeOffset? NextAt,
    bool IsFailing,
    DateTimeOffset? LastSuccessAt,
    DateTimeOffset? LastFailureAt,
    string? FailureCode,
    string? FailureDetail,
    long Received,
    long Rejected,
    long Version) : IVersioned
{
    public static FeedView From(Feed feed) => new(
        feed.Read, feed.Kind, feed.IsPushed, feed.IsEnabled, (long)feed.Every.TotalSeconds, feed.Since, feed.Cursor is not null, feed.NextAt, feed.IsFailing,
        feed.LastSuccessAt, feed.Failure?.At, feed.Failure?.Code, feed.Failure?.Detail, feed.Received, feed.Rejected, feed.Version);

    /// <summary>What is audited of it: what people set, not what the reading counts.</summary>
    public static AuditFact Fact(Integration integration, Feed before, Feed after) => new(
        "integration-feed", after.Id.Value, $"{integration.Name}: {after.Read}", Show(before), Show(after))
    {
        Category = AuditCategory.SystemConfig,
        Path = integration.Place,
    };

    private static System.Text.Json.JsonElement Show(Feed feed) => AuditFact.Show(new { feed.Read, feed.IsEnabled, everySeconds = (long)feed.Every.TotalSeconds });
}
