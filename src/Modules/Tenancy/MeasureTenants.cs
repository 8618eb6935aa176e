using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy;

/// <summary>
/// Looks from time to time at what a tenant uses: measures what it has stored, and writes down day by day what it has of everything, which is what it is
/// billed by. What counts by the day is complete when that day is over; of what is lasting the most between two looks is not seen.
/// </summary>
internal sealed class MeasureTenants(TenantSession session, ControlSession control, UsageDb db, QuotaTable table, IFiguresDue figures, IOptions<TenancyOptions> options, TimeProvider time) : IWork
{
    // Counts of periods that are over stay until each look after has surely seen their end.
    private const int DaysOfPeriods = 40;

    public WorkPace Pace => new(TimeSpan.FromMinutes(1), 2, WorkPace.ShortGrace, OnlyControl: true);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => db.Due(wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var stored = await Measure.Of(session, ct) + await Measure.Of(control, ct);
        await using (var change = session.Bookkeeping())
        {
            Quotas.Set(change, TenantQuotas.Storage, stored);
            Quotas.Forget(change, today.AddDays(-DaysOfPeriods));
            // What is used, and which devices report, changes without anybody saying so.
            figures.Mark(change);
            await change.Commit(ct);
        }

        await using (var change = control.Bookkeeping())
        {
            Quotas.Forget(change, today.AddDays(-DaysOfPeriods));
            await change.Commit(ct);
        }

        var uses = (await Quotas.CountPeriods(session, op.Tenant, ct)).Concat(await Quotas.CountPeriods(control, op.Tenant, ct));
        await db.Record(op, [.. uses.Select(use => Dated(use, today)).OfType<UsageOfDay>()], now + options.Value.MeasureEvery, today.AddDays(-(int)options.Value.UsageKept.TotalDays), ct);
        return true;
    }

    // What counts by the month stands on the last day of its month, or on this one.
    private UsageOfDay? Dated(QuotaPeriodUse use, DateOnly today) => table.Find(use.Quota) is not { } quota ? null : new(
        use.Period is not { } first ? today : quota.Period == QuotaPeriod.Day ? first : first.AddMonths(1).AddDays(-1) is var last && last < today ? last : today,
        use.Quota,
        use.Use.Used);
}
