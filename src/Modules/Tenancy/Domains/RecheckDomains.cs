using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy.Domains;

/// <summary>Asks verified domains once a day whether they still say so: one that changed hands is not its former owner's for ever. A day on which nobody answers counts for nothing.</summary>
internal sealed class RecheckDomains(DomainDb db, DomainProofs proofs, VerifiedDomains verified, IEnumerable<IDomainUse> uses, TimeProvider time) : IWork
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    public WorkPace Pace => new(TimeSpan.FromMinutes(10), 4, WorkPace.ShortGrace, OnlyControl: true);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => db.Due(wanted, time.GetUtcNow() - Every, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = DomainId.From(item.Id!.Value);
        if (await db.Domain(op, id, ct) is not { State: DomainState.Verified } seen)
        {
            return true;
        }

        var now = time.GetUtcNow();
        if (await proofs.Says(seen, ct) is not { } says)
        {
            await db.Postpone(op, id, now - Every + Again, ct);
            return true;
        }

        await using var change = db.Change();
        if (await DomainDb.ForUpdate(change, id, ct) is not { State: DomainState.Verified } before || before.CheckedAt > now - Every)
        {
            return false;
        }

        var after = before.Asked(says, now);
        DomainDb.Update(change, after, now);
        change.Audit(DomainView.Fact(DomainView.From(before), DomainView.From(after)));
        if (after.State == DomainState.Lapsed)
        {
            foreach (var use in uses)
            {
                use.End(change, id);
            }

            change.Publish(new DomainLapsed(id, after.Name));
        }

        await change.Commit(ct);
        await verified.Refresh(CancellationToken.None);
        return true;
    }
}
