using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tickets;

public sealed class SlaTests(TicketsServer fixture) : TicketDesk(fixture)
{
    private static readonly object Terms = new
    {
        timeZone = "Europe/Madrid",
        hours = new[] { new { day = "MONDAY", from = "00:00", to = "24:00" } },
        holidays = new[] { "2026-12-25" },
        targets = new[] { new { severity = "HIGH", acknowledgeMinutes = (int?)10, resolveMinutes = (int?)60, inBusinessHours = false } },
    };

    [Fact]
    public async Task A_tenant_has_the_terms_of_its_plan_until_it_sets_its_own()
    {
        var usual = (await Admin.Get("/api/tickets/sla")).Expect(200);
        ((bool)usual.Json["isUsual"]!, (int)usual.Json["version"]!).ShouldBe((true, 0));
        var own = (await Admin.Put("/api/tickets/sla", Terms, ("If-Match", usual.Headers["ETag"]))).Expect(200);
        ((bool)own.Json["isUsual"]!, own.Text("timeZone"), (string?)own.Json["hours"]![0]!["to"]).ShouldBe((false, "Europe/Madrid", "24:00"));
        (await Admin.Get("/api/tickets/sla")).Expect(200).Body.ShouldBe(own.Body);
        (await Admin.Put("/api/tickets/sla", Terms, ("If-Match", usual.Headers["ETag"]))).Expect(412);
        (await (await Tenant.NewUser("MEMBER")).Put("/api/tickets/sla", Terms)).Expect(403);
        (await (await Tenant.NewUser("MANAGER")).Put("/api/tickets/sla", Terms)).Expect(200);
        (await Admin.Delete("/api/tickets/sla")).Expect(204);
        (await Admin.Get("/api/tickets/sla")).Expect(200).Body.ShouldBe(usual.Body);
        (await Tenant.Audit("tickets.set_sla", atLeast: 2)).Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("Nowhere/At_all", "09:00", "17:00", 60, "ticket.unknown_time_zone")]
    [InlineData("UTC", "17:00", "09:00", 60, "ticket.bad_hours")]
    [InlineData("UTC", "9", "17:00", 60, "ticket.bad_hours")]
    [InlineData("UTC", "09:00", "17:00", 0, "ticket.bad_targets")]
    public async Task Terms_that_make_no_sense_are_refused(string timeZone, string from, string to, int minutes, string code)
    {
        (await Admin.Put("/api/tickets/sla", new
        {
            timeZone, hours = new[] { new { day = "MONDAY", from, to } }, holidays = Array.Empty<string>(), targets = new[] { new { severity = "HIGH", acknowledgeMinutes = minutes, resolveMinutes = (int?)null, inBusinessHours = true } },
        })).Expect(400).Code.ShouldBe(code);
        ((bool)(await Admin.Get("/api/tickets/sla")).Expect(200).Json["isUsual"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Clocks_run_from_opening_and_anew_when_it_is_worse_or_open_again()
    {
        await Admin.Put("/api/tickets/sla", Terms);
        var opened = await Open();
        DateTimeOffset At(ApiAnswer answer, string member) => DateTimeOffset.Parse(answer.Text(member));
        (At(opened, "acknowledgeBy") - At(opened, "createdAt"), At(opened, "resolveBy") - At(opened, "createdAt")).ShouldBe((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(60)));
        var low = (await Admin.Patch($"/api/tickets/{opened.Id}", new { severity = "LOW" })).Expect(200);
        (low.Json["acknowledgeBy"], low.Json["resolveBy"]).ShouldBe((null, null));
        (await Admin.Patch($"/api/tickets/{opened.Id}", new { severity = "HIGH", stage = "CLOSED" })).Expect(200);
        var again = (await Admin.Patch($"/api/tickets/{opened.Id}", new { stage = "IN_PROGRESS" })).Expect(200);
        (At(again, "resolveBy") > At(opened, "resolveBy")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_late_is_said_once_for_each_clock_and_raised_and_shown()
    {
        await Admin.Put("/api/tickets/sla", Terms);
        var id = (await Open()).Id;
        // As if it had been opened a quarter of an hour ago.
        await Server.Sql(Tenant, "update ticket set acknowledge_by = now() - interval '5 minutes' where tenant_id = $1", Guid.Parse(Tenant.Id));
        await Server.Sql(Tenant, "update ticket_due set due_at = now() - interval '5 minutes' where tenant_id = $1", Guid.Parse(Tenant.Id));
        await Eventually.Holds("the ticket to be overdue", async () => (bool)(await Get(id)).Json["overdue"]!);
        var late = await Get(id);
        ((int)late.Json["escalation"]!, late.Json["missed"]!.ToJsonString()).ShouldBe((1, """["ACKNOWLEDGE"]"""));
        (await Tickets("?overdue=true")).ShouldHaveSingleItem();
        ((int)(await Admin.Get("/api/tickets/overview")).Expect(200).Json["overdue"]!).ShouldBe(1);

        (await Admin.Patch($"/api/tickets/{id}", new { stage = "IN_PROGRESS", dueAt = "2026-01-01T00:00:00Z" })).Expect(200);
        await Eventually.Holds("it to be raised again", async () => (int)(await Get(id)).Json["escalation"]! == 2);
        (await Events()).Where(e => e is "ticket.overdue" or "ticket.escalated").ShouldBe(["ticket.overdue", "ticket.escalated", "ticket.overdue", "ticket.escalated"]);
        (await Items($"/api/tickets/{id}/timeline")).Count(e => (string?)e["kind"] is "OVERDUE" or "ESCALATED").ShouldBe(4);
        (await Admin.Patch($"/api/tickets/{id}", new { stage = "CLOSED" })).Expect(200);
        (await Tickets("?overdue=true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Figures_say_how_long_it_took_and_how_much_came_back()
    {
        var (back, done) = ((await Open()).Id, (await Open()).Id);
        await Open();
        foreach (var stage in new[] { "CLOSED", "IN_PROGRESS" })
        {
            (await Admin.Patch($"/api/tickets/{back}", new { stage })).Expect(200);
        }

        (await Admin.Patch($"/api/tickets/{done}", new { stage = "CLOSED" })).Expect(200);
        await Server.Sql(Tenant, "update ticket set occurred_at = created_at - interval '2 hours', detected_at = created_at - interval '1 hour' where tenant_id = $1 and id = $2", Guid.Parse(Tenant.Id), Guid.Parse(done));
        await Server.Sql(Tenant, "update ticket set acknowledged_at = created_at + interval '10 seconds', resolved_at = created_at + interval '1 minute' where tenant_id = $1 and resolved_at is not null", Guid.Parse(Tenant.Id));
        await Server.Sql(Tenant, "update ticket set acknowledged_at = created_at + interval '30 seconds' where tenant_id = $1 and id = $2", Guid.Parse(Tenant.Id), Guid.Parse(back));
        var period = (await Admin.Get("/api/tickets/figures?period=DAY")).Expect(200).Json["periods"]!.AsArray().ShouldHaveSingleItem()!;
        ((int)period["opened"]!, (int)period["closed"]!, (int)period["reopened"]!, (double)period["reopenRate"]!, (double)period["detectSeconds"]!, (double)period["acknowledgeSeconds"]!, (double)period["resolveSeconds"]!)
            .ShouldBe((3, 1, 1, 0.5, 3600, 20, 60));
        (await Admin.Get("/api/tickets/figures?from=2020-01-01T00:00:00Z")).Expect(400).Code.ShouldBe("ticket.bad_period");
        (await (await Tenant.NewUserAt("MEMBER", "GROUP", await Tenant.NewGroup())).Get("/api/tickets/figures")).Expect(200).Json["periods"]!.AsArray().ShouldBeEmpty();
    }
}
