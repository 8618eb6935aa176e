using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy;

/// <summary>Says once that a trial will end soon, and once that it has ended. That it has ended holds by itself, whether or not this has run.</summary>
internal sealed class TellOfTrials(TrialDb db, IOptions<TenancyOptions> options, TimeProvider time) : IWork
{
    public WorkPace Pace => new(TimeSpan.FromMinutes(1), 2, WorkPace.ShortGrace, OnlyControl: true);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => db.Due(wanted, options.Value.TrialReminder, time.GetUtcNow(), ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        if (await TenancyDb.TenantForUpdate(change, op.Tenant, ct) is not { } tenant
            || await TrialDb.ForUpdate(change, item.Id!.Value, ct) is not var (trial, isReminded)
            || await PlanDb.Held(change, op.Tenant, ct) is not { } held)
        {
            return true;
        }

        var now = time.GetUtcNow();
        if (!trial.Runs(now))
        {
            TrialDb.TellEnd(change, op.Tenant, trial.Id, now);
            PlanChanges.Tell(change, tenant, new TenantTrialEnded(op.Tenant, trial.Plan, held.Plan), new PlanFact(held.Plan, trial.Plan, trial.EndsAt), new PlanFact(held.Plan, null, null));
        }
        else if (!isReminded && trial.EndsAt - now <= options.Value.TrialReminder)
        {
            TrialDb.Remind(change, trial.Id, now);
            PlanChanges.Tell(change, tenant, new TenantTrialEnding(op.Tenant, trial.Plan, trial.EndsAt, held.Plan), PlanChanges.Fact(held), PlanChanges.Fact(held));
        }

        await change.Commit(ct);
        return true;
    }
}
