using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness.Endpoints;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.System.Authorization;

/// <summary>A reach says the same of one thing and of a list of things, whatever it is made of.</summary>
public sealed class ReachTests(EndpointServer server)
{
    private static readonly Guid[] Organizations = [Guid.CreateVersion7(), Guid.CreateVersion7()];
    private static readonly Guid[] Groups = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
    private static readonly Guid[] Devices = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    // Organization 0 has the groups 0 and 1, group 0 the devices 0 and 1, group 1 the device 2; organization 1 the group 2 with the device 3.
    private static readonly ScopePath[] Places =
    [
        ScopePath.Tenant,
        .. Organizations.Select(o => new ScopePath(o, null, null)),
        new(Organizations[0], Groups[0], null), new(Organizations[0], Groups[1], null), new(Organizations[1], Groups[2], null),
        new(Organizations[0], Groups[0], Devices[0]), new(Organizations[0], Groups[0], Devices[1]), new(Organizations[0], Groups[1], Devices[2]), new(Organizations[1], Groups[2], Devices[3]),
    ];

    [Fact]
    public async Task What_a_statement_finds_within_a_reach_is_what_the_reach_covers()
    {
        await using var scope = (await server.Server.Services()).OpenOp(OpContext.OfSystem(Id.New<TenantId>(TimeProvider.System), "test", "test"));
        var session = scope.ServiceProvider.GetRequiredService<ControlSession>();
        var random = new Random(4711);
        for (var round = 0; round < 150; round++)
        {
            var reach = Made(random, 3);
            (await session.Query(
                $"""
                with place as (
                    select place, nullif(o, {Guid.Empty}) as organization_id, nullif(g, {Guid.Empty}) as group_id, nullif(d, {Guid.Empty}) as device_id
                      from unnest({Places.Select((_, i) => i).ToArray()}, {Ids(p => p.Organization)}, {Ids(p => p.Group)}, {Ids(p => p.Device)}) t (place, o, g, d))
                select place from place where true{reach.Narrow("organization_id", "group_id", "device_id")} order by place
                """,
                row => row.Int(),
                TestContext.Current.CancellationToken)).ShouldBe(Places.Select((p, i) => (p, i)).Where(p => reach.Covers(p.p)).Select(p => p.i), reach.ToString());
            // Where rows hang at organizations or groups, and there is no other column.
            (await session.Query(
                $"""
                select place from unnest({new[] { 1, 2 }}, {Organizations}) t (place, id) where true{reach.Narrow("id", null, null)} order by place
                """,
                row => row.Int(),
                TestContext.Current.CancellationToken)).ShouldBe(new[] { 1, 2 }.Where(i => reach.Covers(Places[i])), reach.ToString());
        }
    }

    [Fact]
    public void What_is_everything_or_nothing_is_known_to_be()
    {
        var one = Reach.Within([new Scope(ScopeLevel.Organization, Organizations[0])]);
        Reach.All.Without(Reach.None).IsAll.ShouldBeTrue();
        Reach.All.Without(Reach.All).IsNone.ShouldBeTrue();
        Reach.None.Or(Reach.All).IsAll.ShouldBeTrue();
        one.Without(one).IsNone.ShouldBeTrue();
        one.Not().Not().ShouldBeSameAs(one);
        Reach.All.Without(one).IsAll.ShouldBeFalse();
        Reach.All.Without(one).Covers(ScopePath.Tenant).ShouldBeTrue();
        one.Or(Reach.Within([new Scope(ScopeLevel.Device, Devices[3])])).Form.ShouldBe(ReachForm.Nodes);
    }

    private static Guid[] Ids(Func<ScopePath, Guid?> of) => [.. Places.Select(p => of(p) ?? Guid.Empty)];

    private static Reach Made(Random random, int depth) => depth == 0 || random.Next(4) == 0
        ? random.Next(7) switch
        {
            0 => Reach.All,
            1 => Reach.None,
            2 => Reach.At((ScopeLevel)random.Next(4)),
            _ => Reach.Within(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(3) switch
            {
                0 => new Scope(ScopeLevel.Organization, Organizations[random.Next(Organizations.Length)]),
                1 => new Scope(ScopeLevel.Group, Groups[random.Next(Groups.Length)]),
                _ => new Scope(ScopeLevel.Device, Devices[random.Next(Devices.Length)]),
            })),
        }
        : random.Next(4) switch
        {
            0 => Made(random, depth - 1).Or(Made(random, depth - 1)),
            1 => Made(random, depth - 1).And(Made(random, depth - 1)),
            2 => Made(random, depth - 1).Without(Made(random, depth - 1)),
            _ => Made(random, depth - 1).Not(),
        };
}
