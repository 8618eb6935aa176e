using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Tests.Platform.Data;

/// <summary>Who gets a pool, who loses it, and that nobody's connections go while they are used. No connection is opened.</summary>
public sealed class TenantPoolsTests : IAsyncDisposable
{
    private readonly Clock clock = new();
    private readonly List<(string Settings, NpgsqlDataSource Source)> made = [];
    private readonly TenantPools pools;

    public TenantPoolsTests() => pools = new TenantPools(new TenantPoolSize(2, 2, 3), Make, clock);

    public ValueTask DisposeAsync() => pools.DisposeAsync();

    [Fact]
    public void A_tenant_gets_a_pool_when_it_reads_much_and_its_connections_start_with_its_id()
    {
        var tenant = Tenant();
        pools.Enter(tenant, "shared, work").ShouldBeNull();
        pools.Enter(tenant, "shared, work").ShouldBeNull();
        using var lease = pools.Enter(tenant, "shared, work").ShouldNotBeNull();
        made.ShouldHaveSingleItem().Settings.ShouldBe($"-c holdfast.tenant={tenant} -c search_path=shared,work");
        pools.Enter(tenant, "other, work").ShouldBeNull();
    }

    [Fact]
    public void Reads_of_long_ago_do_not_count()
    {
        var tenant = Tenant();
        pools.Enter(tenant, "shared, work");
        pools.Enter(tenant, "shared, work");
        clock.Now += TenantPools.Window + TimeSpan.FromSeconds(1);
        pools.Enter(tenant, "shared, work").ShouldBeNull();
        made.ShouldBeEmpty();
    }

    [Fact]
    public void Who_finds_no_connection_free_goes_without()
    {
        var tenant = Hot();
        using (pools.Enter(tenant, "shared, work").ShouldNotBeNull())
        {
            using var second = pools.Enter(tenant, "shared, work").ShouldNotBeNull();
            pools.Enter(tenant, "shared, work").ShouldBeNull();
        }

        using var again = pools.Enter(tenant, "shared, work").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_pool_goes_to_another_when_its_tenant_has_become_quiet_and_closes_when_its_last_reader_has_left()
    {
        var first = Hot();
        Hot();
        var third = Hot();
        pools.InUse.ShouldBe(2);
        made.Count.ShouldBe(2);

        var reading = pools.Enter(first, "shared, work").ShouldNotBeNull();
        clock.Now += TenantPools.Window + TimeSpan.FromSeconds(1);
        Heat(third);
        Heat(Tenant());
        pools.InUse.ShouldBe(2);
        made.Count.ShouldBe(4);
        (await IsClosed(made[0].Source)).ShouldBeFalse();
        reading.Dispose();
        (await IsClosed(made[0].Source)).ShouldBeTrue();
        (await IsClosed(made[1].Source)).ShouldBeTrue();
    }

    // An open one is about to connect, and is told not to.
    private static async Task<bool> IsClosed(NpgsqlDataSource source) =>
        await Should.ThrowAsync<Exception>(async () => await source.OpenConnectionAsync(new CancellationToken(canceled: true))) is ObjectDisposedException;

    private static TenantId Tenant() => Id.New<TenantId>(TimeProvider.System);

    private TenantId Hot()
    {
        var tenant = Tenant();
        Heat(tenant);
        return tenant;
    }

    private void Heat(TenantId tenant)
    {
        for (var i = 0; i < 3; i++)
        {
            pools.Enter(tenant, "shared, work")?.Dispose();
        }
    }

    private NpgsqlDataSource Make(string settings, int connections)
    {
        var source = NpgsqlDataSource.Create($"Host=192.0.2.1;Username=nobody;Maximum Pool Size={connections}");
        made.Add((settings, source));
        return source;
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
