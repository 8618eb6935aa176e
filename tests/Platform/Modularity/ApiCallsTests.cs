using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Platform.Modularity;

/// <summary>Calls are counted in each process's memory; two counters over one database are two processes.</summary>
public sealed class ApiCallsTests(TestServer server)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly Dictionary<TenantId, TestTenant> tenants = [];
    private readonly Clock clock = new(new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero));

    [Fact]
    public async Task Processes_exceed_the_quota_by_what_they_let_in_between_two_writes_and_no_more()
    {
        var tenant = await NewTenant();
        var (one, other) = (await New(), await New());
        Taken(one, tenant, 60).ShouldBe(60);
        Taken(other, tenant, 60).ShouldBe(60);
        await one.Write(Stop);
        await other.Write(Stop);
        // The second has seen all that the first had written; the first sees it with its next write.
        Taken(other, tenant, 10).ShouldBe(0);
        Taken(one, tenant, 100).ShouldBe(40);
        await one.Write(Stop);
        Taken(one, tenant, 10).ShouldBe(0);
        Taken(await Learned(tenant), tenant, 10).ShouldBe(0);
    }

    [Fact]
    public async Task A_day_begins_with_nothing_used_and_what_was_counted_before_midnight_counts_then()
    {
        var tenant = await NewTenant();
        var calls = await New();
        Taken(calls, tenant, 200).ShouldBe(100);
        clock.Now = clock.Now.AddSeconds(2);
        Taken(calls, tenant, 5).ShouldBe(5);
        await calls.Write(Stop);
        (await server.Sql(
            tenants[tenant], "select period || ' ' || used from control.quota_period_use where tenant_id = $1 and quota = 'api_calls' order by period", tenant.Value)).ShouldBe(["2026-11-30 100", "2026-12-01 5"]);
    }

    [Fact]
    public async Task What_cannot_be_written_is_kept_and_written_later()
    {
        var tenant = await NewTenant();
        var calls = await New();
        Taken(calls, tenant, 30).ShouldBe(30);
        await Should.ThrowAsync<OperationCanceledException>(() => calls.Write(new CancellationToken(canceled: true)));
        Taken(calls, tenant, 100).ShouldBe(70);
        await calls.Write(Stop);
        (await server.Sql(tenants[tenant], "select used from control.quota_period_use where tenant_id = $1 and quota = 'api_calls'", tenant.Value)).ShouldBe(["100"]);
    }

    private static int Taken(ApiCalls calls, TenantId tenant, int times) => Enumerable.Range(0, times).Count(_ => calls.Take(tenant) is null);

    // One that has just started knows nothing until its first write.
    private async Task<ApiCalls> Learned(TenantId tenant)
    {
        var calls = await New();
        Taken(calls, tenant, 1).ShouldBe(1);
        await calls.Write(Stop);
        return calls;
    }

    private async Task<TenantId> NewTenant()
    {
        var tenant = await server.NewTenant();
        var id = new TenantId(Guid.Parse(tenant.Id));
        tenants[id] = tenant;
        return id;
    }

    private async Task<ApiCalls> New()
    {
        var services = await server.Services();
        return new ApiCalls(new Quotas([new Limits()], services.GetRequiredService<QuotaTable>(), clock), services, clock);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Limits : IQuotaLimits
    {
        public long? Of(TenantId tenant, Quota quota) => 100;
    }
}
