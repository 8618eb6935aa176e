using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>
/// Carries events and audit entries of control-store changes to tenants' stores in other databases. A tenant whose database is away keeps what is its
/// own in the outbox until it is back, and holds up nobody.
/// </summary>
public sealed class CarryOutbox(ControlSession control, TenantSession tenant, CommitPipeline pipeline, WorkSignals signals) : IWork
{
    private const int AtATime = 200;

    /// <inheritdoc/>
    public WorkPace Pace => new(TimeSpan.FromSeconds(1), 4, WorkPace.ShortGrace, OnlyControl: true);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return [.. (await Outbox.Waiting(database, wanted.Limit, wanted.Except, ct)).Select(t => new WorkItem(t))];
    }

    /// <inheritdoc/>
    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        while (await Outbox.Carry(control, tenant, pipeline, AtATime, ct) == AtATime)
        {
            // There may be more.
        }

        signals.Wake<RunReactions>();
        return true;
    }
}
