using System.Globalization;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A plan that a tenant had in a month.</summary>
/// <param name="Plan">Its key.</param>
/// <param name="IsTrial">Whether it was tried, beside the tenant's own.</param>
/// <param name="From">From when on, not before the month.</param>
/// <param name="Until">Until when, not after the month; null while it goes on.</param>
internal sealed record PlanHeldView(string Plan, bool IsTrial, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>What a tenant used of something in a month.</summary>
/// <param name="Quota">Of what.</param>
/// <param name="Period">How long what was used counts.</param>
/// <param name="Peak">The most that there was at a look, every hour; of what counts by the day the most of one day.</param>
/// <param name="Total">All of the month; null for what is lasting.</param>
/// <param name="Last">How much there was at the last look; null for what counts by the day or month.</param>
internal sealed record QuotaUsageView(string Quota, QuotaPeriod Period, long Peak, long? Total, long? Last);

/// <summary>What a tenant had and used in a month: what it is billed by.</summary>
/// <param name="TenantId">Which.</param>
/// <param name="Slug">What addresses call it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Period">The month in UTC, such as 2026-11.</param>
/// <param name="IsOver">Whether the month is over, and nothing is added any more.</param>
/// <param name="Plans">The plans that it had, in the order in which they began.</param>
/// <param name="Items">What it used, by name; what was never counted is missing.</param>
internal sealed record UsageView(TenantId TenantId, string Slug, string Name, string Period, bool IsOver, IReadOnlyList<PlanHeldView> Plans, IReadOnlyList<QuotaUsageView> Items);

/// <summary>Shows what tenants used, from the days that were written down.</summary>
internal sealed class UsageViews(UsageDb db, QuotaTable table, TimeProvider time)
{
    // Figures of a month that has just ended come in until every tenant was looked at once more.
    private static readonly TimeSpan Late = TimeSpan.FromDays(1);

    private static readonly string[] Header = ["tenant_id", "tenant_slug", "tenant_name", "period", "kind", "name", "from", "until", "peak", "total", "last"];

    public async Task<IReadOnlyList<UsageView>> Of(IReadOnlyList<Tenant> tenants, Month month, CancellationToken ct)
    {
        var (ids, now) = (tenants.Select(t => t.Id).ToArray(), time.GetUtcNow());
        var plans = (await db.Plans(ids, month, now, ct)).ToLookup(p => p.Tenant, p => new PlanHeldView(p.Plan, p.IsTrial, p.From, p.Until));
        var uses = (await db.Usage(ids, month, ct)).ToLookup(u => u.Tenant, View);
        return [.. tenants.Select(t => new UsageView(t.Id, t.Slug, t.Name, month.ToString(), now >= month.To + Late, [.. plans[t.Id]], [.. uses[t.Id]]))];
    }

    /// <summary>A line for each plan and each quota of each tenant.</summary>
    public static byte[] ToCsv(IEnumerable<UsageView> usages) => Csv.Write(Header, usages.SelectMany(Lines));

    private static IEnumerable<IReadOnlyList<string?>> Lines(UsageView usage)
    {
        string?[] tenant = [usage.TenantId.ToString(), usage.Slug, usage.Name, usage.Period];
        return usage.Plans.Select(p => (IReadOnlyList<string?>)[.. tenant, p.IsTrial ? "TRIAL" : "PLAN", p.Plan, Text(p.From), Text(p.Until), null, null, null])
            .Concat(usage.Items.Select(i => (IReadOnlyList<string?>)[.. tenant, "QUOTA", i.Quota, null, null, Text(i.Peak), Text(i.Total), Text(i.Last)]));
    }

    private QuotaUsageView View(UsageOfMonth use)
    {
        var period = table.Find(use.Quota)?.Period ?? QuotaPeriod.Lasting;
        return period switch
        {
            QuotaPeriod.Day => new(use.Quota, period, use.Peak, use.Sum, null),
            QuotaPeriod.Month => new(use.Quota, period, use.Peak, use.Peak, null),
            _ => new(use.Quota, period, use.Peak, null, use.Last),
        };
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
