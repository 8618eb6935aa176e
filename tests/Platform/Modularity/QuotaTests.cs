using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Platform.Modularity;

public sealed class QuotaTests(TestServer server)
{
    private static readonly Quota Probes = new("probes", "What these tests count ten of.");
    private static readonly Quota Costs = new("costs", "What these tests count a hundred of.");
    private static readonly Quota Daily = new("daily", "What these tests count a hundred of a day.", QuotaPeriod.Day);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_that_take_at_once_as_many_succeed_as_there_is_room_for()
    {
        var tenant = await server.NewTenant();
        var refused = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Take(tenant, 1)));
        refused.Count(r => r is null).ShouldBe(10);
        refused.First(r => r is not null).ShouldBe(new Problem(ProblemKind.TooMany, "tenancy.quota_exceeded", "The tenant's quota 'probes' is 10, and this would exceed it."));
        (await Use(tenant, Probes)).ShouldBe(new QuotaUse(10, 0));
        (await Take(await server.NewTenant(), 1)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_committed_was_not_taken()
    {
        var tenant = await server.NewTenant();
        (await In(tenant, (quotas, change) => quotas.Take(change, Probes, 7, Stop), commit: false)).ShouldBeNull();
        (await Use(tenant, Probes)).ShouldBe(default);
        (await Take(tenant, 10)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_returned_can_be_taken_again()
    {
        var tenant = await server.NewTenant();
        await Take(tenant, 10);
        (await Take(tenant, 1)).ShouldNotBeNull();
        await In(tenant, async (_, change) =>
        {
            await Quotas.Return(change, Probes, 4, Stop);
            return Done.Value;
        });
        (await Take(tenant, 4)).ShouldBeNull();
    }

    [Fact]
    public async Task Reservations_at_once_cannot_overshoot_and_what_was_used_counts()
    {
        var tenant = await server.NewTenant();
        var held = (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Reserve(tenant, 30, TimeSpan.FromMinutes(5))))).Where(r => r.Succeeded).ToList();
        held.Count.ShouldBe(3);
        (await Use(tenant, Costs)).ShouldBe(new QuotaUse(0, 90));
        await Settle(tenant, held[0].Value, 12);
        await Settle(tenant, held[0].Value, 12);
        // More than was set aside is counted all the same: it was used.
        await Settle(tenant, held[1].Value, 45);
        (await Use(tenant, Costs)).ShouldBe(new QuotaUse(57, 30));
        (await Reserve(tenant, 20, TimeSpan.FromMinutes(5))).Problem.ShouldNotBeNull().Code.ShouldBe("tenancy.quota_exceeded");
    }

    [Fact]
    public async Task A_reservation_that_nobody_settles_ends_by_itself_and_a_late_cost_still_counts()
    {
        var tenant = await server.NewTenant();
        var lost = await Reserve(tenant, 100, TimeSpan.FromMilliseconds(1));
        await Eventually.Holds("the reservation to end", async () => await In(tenant, (quotas, change) => quotas.Take(change, Costs, 60, Stop)) is null);
        (await Use(tenant, Costs)).ShouldBe(new QuotaUse(60, 0));
        await Settle(tenant, lost.Value, 25);
        (await Use(tenant, Costs)).ShouldBe(new QuotaUse(85, 0));
    }

    [Fact]
    public async Task What_counts_by_the_day_begins_anew_at_midnight_and_a_cost_counts_on_the_day_of_its_reservation()
    {
        var tenant = await server.NewTenant();
        var clock = new Clock(new DateTimeOffset(2026, 11, 30, 23, 59, 0, TimeSpan.Zero));
        (await At(tenant, clock, (quotas, change) => quotas.Take(change, Daily, 90, Stop))).ShouldBeNull();
        var held = await At(tenant, clock, (quotas, change) => quotas.Reserve(change, Daily, 10, TimeSpan.FromHours(1), Stop));
        var refused = (await At(tenant, clock, (quotas, change) => quotas.Take(change, Daily, 1, Stop))).ShouldNotBeNull();
        refused.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));

        clock.Now = clock.Now.AddMinutes(1);
        (await At(tenant, clock, (quotas, change) => quotas.Take(change, Daily, 100, Stop))).ShouldBeNull();
        await At(tenant, clock, async (quotas, change) =>
        {
            await quotas.Settle(change, Daily, held.Value, 7, Stop);
            return Done.Value;
        });
        var uses = await At(tenant, clock, (_, change) => Quotas.CountPeriods(change, change.Op.Tenant, Stop));
        uses.OrderBy(u => u.Period).Select(u => (u.Period!.Value, u.Use)).ShouldBe([(new DateOnly(2026, 11, 30), new QuotaUse(97, 0)), (new DateOnly(2026, 12, 1), new QuotaUse(100, 0))]);
    }

    [Theory]
    [InlineData(QuotaPeriod.Day, "2026-11-30", "2026-12-01")]
    [InlineData(QuotaPeriod.Month, "2026-11-01", "2026-12-01")]
    public void A_period_begins_and_ends_in_utc(QuotaPeriod period, string first, string resets)
    {
        var quota = Costs with { Period = period };
        var moment = new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.FromHours(2));
        quota.PeriodAt(moment).ShouldBe(DateOnly.Parse(first));
        quota.ResetsAt(moment).ShouldBe(new DateTimeOffset(DateOnly.Parse(resets), TimeOnly.MinValue, TimeSpan.Zero));
        Costs.ResetsAt(moment).ShouldBeNull();
    }

    private Task<Problem?> Take(TestTenant tenant, long amount) => In(tenant, (quotas, change) => quotas.Take(change, Probes, amount, Stop));

    private Task<Result<Guid>> Reserve(TestTenant tenant, long amount, TimeSpan holds) => In(tenant, (quotas, change) => quotas.Reserve(change, Costs, amount, holds, Stop));

    private Task<Done> Settle(TestTenant tenant, Guid reservation, long cost) => In(tenant, async (quotas, change) =>
    {
        await quotas.Settle(change, Costs, reservation, cost, Stop);
        return Done.Value;
    });

    private async Task<QuotaUse> Use(TestTenant tenant, Quota quota)
    {
        await using var scope = (await server.Services()).OpenOp(Op(tenant));
        return await scope.ServiceProvider.GetRequiredService<Quotas>().Count(scope.ServiceProvider.GetRequiredService<TenantSession>(), new TenantId(Guid.Parse(tenant.Id)), quota, Stop);
    }

    private Task<T> In<T>(TestTenant tenant, Func<Quotas, Change, Task<T>> work, bool commit = true) => At(tenant, TimeProvider.System, work, commit);

    private async Task<T> At<T>(TestTenant tenant, TimeProvider time, Func<Quotas, Change, Task<T>> work, bool commit = true)
    {
        await using var scope = (await server.Services()).OpenOp(Op(tenant));
        await using var change = scope.ServiceProvider.GetRequiredService<TenantSession>().Bookkeeping();
        var result = await work(new Quotas([new Limits()], scope.ServiceProvider.GetRequiredService<QuotaTable>(), time), change);
        if (commit)
        {
            await change.Commit(Stop);
        }

        return result;
    }

    private static OpContext Op(TestTenant tenant) => OpContext.OfSystem(new TenantId(Guid.Parse(tenant.Id)), "test.quotas", Guid.CreateVersion7().ToString("N"));

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Limits : IQuotaLimits
    {
        public long? Of(TenantId tenant, Quota quota) => quota == Probes ? 10 : 100;
    }
}
