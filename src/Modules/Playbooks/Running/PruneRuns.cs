using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Removes a tenant's runs that ended longer ago than they are kept, a bounded number at a time. The newest run of a playbook stays: it says when it ran last, and how.</summary>
internal sealed class PruneRuns(RunsDb db, IOptions<PlaybooksOptions> options, ILogger<PruneRuns> logger) : IWork
{
    private const int AtATime = 500;

    public WorkPace Pace => new(TimeSpan.FromSeconds(30), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => RunsDb.DuePruning(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var (removed, last) = (0, AtATime);
        while (last == AtATime)
        {
            last = await db.Prune(options.Value.RunRetention, AtATime, ct);
            removed += last;
        }

        if (removed > 0)
        {
            PlaybooksLog.Pruned(logger, removed, op.Tenant.Value);
        }

        return true;
    }
}
