using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>An alert, as it would have been said when it was first received.</summary>
/// <param name="Said">What <c>alert.received</c> says: with the title, severity and observables that the alert has now.</param>
/// <param name="ReceivedAt">When it was first received.</param>
/// <param name="Place">Where it hangs now.</param>
public sealed record PastAlert(AlertReceived Said, DateTimeOffset ReceivedAt, ScopePath Place);

/// <summary>Reads alerts as history, for what asks what would have been: they are kept longer than events.</summary>
public interface IAlertHistory
{
    /// <summary>Alerts first received in a time, the oldest first.</summary>
    /// <param name="op">Whose.</param>
    /// <param name="from">From then on.</param>
    /// <param name="until">Before then.</param>
    /// <param name="after">After this one, by when it was received; null for the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<PastAlert>> Received(OpContext op, DateTimeOffset from, DateTimeOffset until, AlertId? after, int limit, CancellationToken ct);
}
