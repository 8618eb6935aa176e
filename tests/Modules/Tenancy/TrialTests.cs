using System.Collections.Frozen;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tenancy;

public sealed class TrialTests(TestServer server)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly TrialBounds Bounds = new(30, 1, 2);

    [Fact]
    public async Task A_trial_holds_until_its_end_and_is_told_of_before_and_after_once_each()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var path = $"/api/tenants/{customer.Id}/trial";
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "FREE" })).Expect(200);
        var started = (await provider.Admin.Post(path, new { plan = "PROFESSIONAL", days = 10 })).Expect(200);
        ((string?)started.Json["plan"]!["key"], (string?)started.Json["trial"]!["plan"], (bool)started.Json["trial"]!["isRunning"]!).ShouldBe(("FREE", "PROFESSIONAL", true));
        var role = (await customer.Admin.Post("/api/roles", new { name = "made in the trial", permissions = new[] { "fleet:read" } })).Expect(201).Id;
        var seats = (await customer.Admin.Get($"/api/tenants/{customer.Id}/quotas")).Expect(200).Json["items"]!.AsArray().Single(q => (string?)q!["quota"] == "seats")!;
        ((long)seats["limit"]!, (string?)seats["from"], (string?)seats["expiresAt"]).ShouldBe((50, "TRIAL", (string?)started.Json["trial"]!["endsAt"]));
        var extended = (await provider.Admin.Put(path, new { days = 5 })).Expect(200).Json["trial"]!;
        (DateTimeOffset.Parse((string)extended["endsAt"]!) - DateTimeOffset.Parse((string)started.Json["trial"]!["endsAt"]!)).ShouldBe(TimeSpan.FromDays(5));
        ((int)extended["extensions"]!, (int)extended["extensionsLeft"]!).ShouldBe((1, 1));

        // Far from its end nothing is told; near it once, however often it is looked.
        await server.Work("tenancy.tell_of_trials");
        (await Told(customer, "tenant.trial_ending")).ShouldBe(0);
        await EndsIn(customer, "2 days");
        await server.Work("tenancy.tell_of_trials");
        await server.Work("tenancy.tell_of_trials");
        await ToldOnce(customer, "tenant.trial_ending");
        await ToldOnce(provider, "tenant.trial_ending");

        // It is over at its moment; that is told when somebody looks.
        await EndsIn(customer, "-1 second");
        await Eventually.Holds("the trial to be over", async () =>
            (await customer.Admin.Post("/api/roles", new { name = $"r {Guid.CreateVersion7():N}", permissions = new[] { "fleet:read" } })).Code == "tenancy.plan_lacks");
        (await Told(customer, "tenant.trial_ended")).ShouldBe(0);
        await server.Work("tenancy.tell_of_trials");
        await server.Work("tenancy.tell_of_trials");
        await ToldOnce(customer, "tenant.trial_ended");
        await ToldOnce(provider, "tenant.trial_ended");
        (await customer.Admin.Get($"/api/roles/{role}")).Expect(200);
        ((bool)(await customer.Admin.Get($"/api/tenants/{customer.Id}/plan")).Expect(200).Json["trial"]!["isRunning"]!).ShouldBeFalse();
        (await provider.Admin.Put(path, new { days = 5 })).Expect(409).Code.ShouldBe("tenant.no_trial");
        (await provider.Admin.Delete(path)).Expect(409).Code.ShouldBe("tenant.no_trial");
    }

    [Fact]
    public async Task A_trial_is_ended_from_above_and_told_of_at_once()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var path = $"/api/tenants/{customer.Id}/trial";
        (await provider.Admin.Post(path, new { plan = "ENTERPRISE", days = 10 })).Expect(400).Code.ShouldBe("tenant.trial_no_more");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "STARTER" })).Expect(200);
        (await provider.Admin.Post(path, new { plan = "ENTERPRISE", days = 0 })).Expect(400).Code.ShouldBe("tenant.bad_days");
        (await provider.Admin.Post(path, new { plan = "ENTERPRISE", days = 91 })).Expect(400).Code.ShouldBe("tenant.bad_days");
        (await provider.Admin.Post(path, new { plan = "ENTERPRISE", days = 10 })).Expect(200);
        (await provider.Admin.Post(path, new { plan = "ENTERPRISE", days = 10 })).Expect(409).Code.ShouldBe("tenant.trial_runs");
        (await customer.Admin.Post("/api/tenants", new { name = "Below" })).Expect(201);
        (await provider.Admin.Delete(path, ("If-Match", "\"99\""))).Expect(412);
        (await provider.Admin.Delete(path)).Expect(200);
        (await customer.Admin.Post("/api/tenants", new { name = "Below" })).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        await server.Work("tenancy.tell_of_trials");
        await ToldOnce(customer, "tenant.trial_ended");
        await ToldOnce(provider, "tenant.trial_ended");
    }

    [Fact]
    public void A_plan_that_is_as_much_ends_the_trial_and_a_lesser_one_does_not()
    {
        var held = Trying(out var professional);
        held.ChangeTo(Plan("STARTER", 2), professional, Now.AddDays(1)).ShouldBeNull();
        held.Trial!.Runs(Now.AddDays(1)).ShouldBeTrue();
        held.ChangeTo(Plan("ENTERPRISE", 4), professional, Now.AddDays(2)).ShouldBeNull();
        held.Trial!.Runs(Now.AddDays(2)).ShouldBeFalse();
        held.ChangeTo(Plan("ENTERPRISE", 4), professional, Now.AddDays(3)).ShouldNotBeNull().Code.ShouldBe("tenant.has_plan");
    }

    [Fact]
    public void Trials_and_their_extensions_are_counted()
    {
        var held = Trying(out var professional);
        held.Extend(30, Bounds, Now).ShouldBeNull();
        held.Extend(1, Bounds, Now).ShouldNotBeNull().Code.ShouldBe("tenant.too_many_extensions");
        held.Extend(31, Bounds, Now).ShouldNotBeNull().Code.ShouldBe("tenant.bad_days");
        held.End(Now).ShouldBeNull();
        held.Start(professional, Plan("FREE", 1), 1, Bounds, Guid.CreateVersion7(), Now).ShouldBeNull();
        held.End(Now).ShouldBeNull();
        held.Start(professional, Plan("FREE", 1), 1, Bounds, Guid.CreateVersion7(), Now).ShouldNotBeNull().Code.ShouldBe("tenant.too_many_trials");
    }

    private static TenantPlan Trying(out Plan professional)
    {
        professional = Plan("PROFESSIONAL", 3);
        var held = new TenantPlan("FREE", Now.AddDays(-1), null, 0);
        held.Start(professional, Plan("FREE", 1), 30, Bounds, Guid.CreateVersion7(), Now).ShouldBeNull();
        return held;
    }

    private static Plan Plan(string key, int rank) => new(key, key, key, rank, false, FrozenSet<string>.Empty, FrozenDictionary<string, long>.Empty, 1);

    private Task<List<string>> EndsIn(TestTenant tenant, string time) => server.Sql(
        tenant,
        """
        with trial as (update control.tenant_trial set ends_at = now() + $2::interval where tenant_id = $1 returning 1)
        update control.tenant_plan set changed_at = now() where tenant_id = $1 and until is null and exists (select from trial)
        """,
        Guid.Parse(tenant.Id),
        time);

    private async Task<int> Told(TestTenant tenant, string name) =>
        int.Parse((await server.Sql(tenant, "select count(*) from event where tenant_id = $1 and name = $2", Guid.Parse(tenant.Id), name)).Single());

    private async Task ToldOnce(TestTenant tenant, string name)
    {
        await Eventually.Holds($"{name} to be told", async () => await Told(tenant, name) > 0);
        // What is on its way to another tenant's store has come.
        await Eventually.Holds("the outbox to be empty", async () => (await server.Sql(tenant, "select count(*) from control.outbox where tenant_id = $1", Guid.Parse(tenant.Id))).Single() == "0");
        (await Told(tenant, name)).ShouldBe(1);
    }
}
