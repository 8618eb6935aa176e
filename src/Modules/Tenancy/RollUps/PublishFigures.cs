using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy.RollUps;

/// <summary>
/// Makes a tenant's figures in the tenant itself, seconds after something of them has changed, and writes upward what it shows to those above. Nobody above ever asks
/// the tenant's own rows. Done twice, it comes to the same.
/// </summary>
internal sealed class PublishFigures(FiguresDb db, TenancyDb tenants, QuotaViews quotas, IEnumerable<ITenantFigures> parts, TimeProvider time) : IWork
{
    public WorkPace Pace => new(TimeSpan.FromSeconds(5), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => FiguresDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        if (await db.Marks(op, ct) is not { } marks)
        {
            return true;
        }

        if (await db.OfOwn(op, ct) is { } known && await tenants.Tenant(op, op.Tenant, ct) is { } tenant)
        {
            var figures = new Figures();
            foreach (var part in parts)
            {
                figures = await part.Add(op, figures, ct);
            }

            var use = known.Shared.Contains(FigureKind.Use) ? (await quotas.Of(op, tenant, ct)).Items.Select(q => new FigureOfUse(q.Quota, q.Used, q.Limit)).ToArray() : null;
            await db.Put(op, known with { At = time.GetUtcNow(), Figures = TenantFigures.Only(figures, known.Shared), Use = use }, ct);
        }

        await db.Done(op, marks, ct);
        return true;
    }
}
