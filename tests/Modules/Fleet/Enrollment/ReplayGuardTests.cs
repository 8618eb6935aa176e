using Holdfast.Modules.Fleet;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Tests.Modules.Fleet.Enrollment;

public sealed class ReplayGuardTests
{
    private readonly Clock clock = new();
    private readonly ReplayGuard guard;
    private readonly (TenantId Tenant, DeviceId Device) one = (Id.New<TenantId>(TimeProvider.System), Id.New<DeviceId>(TimeProvider.System));

    public ReplayGuardTests() => guard = new ReplayGuard(Options.Create(new FleetOptions { AssertionsPerDevice = 10, AssertionsPerTenant = 100 }), clock);

    [Fact]
    public void An_assertion_is_good_once()
    {
        var token = Guid.CreateVersion7();
        Use(one, token).ShouldBe(true);
        Use(one, token).ShouldBe(false);
        Use((one.Tenant, Id.New<DeviceId>(TimeProvider.System)), token).ShouldBe(true);
    }

    [Fact]
    public void A_device_that_fills_its_room_is_told_to_wait_and_nobody_else_is()
    {
        Enumerable.Range(0, 11).Select(_ => Use(one, Guid.CreateVersion7())).ShouldBe([.. Enumerable.Repeat((bool?)true, 10), null]);
        Use((one.Tenant, Id.New<DeviceId>(TimeProvider.System)), Guid.CreateVersion7()).ShouldBe(true);
        Use((Id.New<TenantId>(TimeProvider.System), one.Device), Guid.CreateVersion7()).ShouldBe(true);
    }

    [Fact]
    public void A_tenant_that_fills_its_room_is_told_to_wait_and_no_other_is()
    {
        for (var i = 0; i < 100; i++)
        {
            Use((one.Tenant, Id.New<DeviceId>(TimeProvider.System)), Guid.CreateVersion7()).ShouldBe(true);
        }

        Use((one.Tenant, Id.New<DeviceId>(TimeProvider.System)), Guid.CreateVersion7()).ShouldBeNull();
        Use((Id.New<TenantId>(TimeProvider.System), one.Device), Guid.CreateVersion7()).ShouldBe(true);
    }

    [Fact]
    public void Room_comes_back_when_assertions_have_ended()
    {
        for (var i = 0; i < 11; i++)
        {
            Use(one, Guid.CreateVersion7());
        }

        Use(one, Guid.CreateVersion7()).ShouldBeNull();
        clock.Now += TimeSpan.FromMinutes(6);
        Use(one, Guid.CreateVersion7()).ShouldBe(true);
    }

    private bool? Use((TenantId Tenant, DeviceId Device) who, Guid token) => guard.TryUse(who.Tenant, who.Device, token, clock.Now + TimeSpan.FromMinutes(5));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
