using System.Text;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Modules.Tickets.Scanning;

namespace Holdfast.Tests.Modules.Tickets;

/// <summary>Attachments where ClamAV's daemon looks into them, or cannot.</summary>
public sealed class ScannedAttachmentTests
{
    [Fact]
    public async Task What_is_clean_is_given_out_and_of_what_is_not_the_fact_is_kept()
    {
        await using var daemon = await ClamdDaemon.Start();
        await using var server = Scanned(daemon.Address);
        var tenant = await server.NewTenant();
        var ticket = await Open(tenant);
        var clean = (await AttachmentTests.Attach(tenant.Admin, ticket, "clean.txt", Encoding.ASCII.GetBytes(new string('a', 600_000)))).Expect(201);
        var bad = (await AttachmentTests.Attach(tenant.Admin, ticket, "bad.txt", ClamdDaemon.TestString)).Expect(201);
        (clean.Text("state"), bad.Text("state")).ShouldBe(("PENDING", "PENDING"));
        await Eventually.Holds("both to be scanned", async () => (await State(tenant, ticket, clean.Id), await State(tenant, ticket, bad.Id)) == ("CLEAN", "INFECTED"));

        (await tenant.Admin.Get($"/api/tickets/{ticket}/attachments/{clean.Id}/content")).Expect(200).Body.Length.ShouldBe(600_000);
        (await tenant.Admin.Get($"/api/tickets/{ticket}/attachments/{bad.Id}/content")).Expect(410).Code.ShouldBe("ticket.attachment_infected");
        var fact = (await tenant.Admin.Get($"/api/tickets/{ticket}/attachments/{bad.Id}")).Expect(200);
        (fact.Text("detail"), fact.Text("sha256")).ShouldBe(("Holdfast.Test.UNOFFICIAL", bad.Text("sha256")));
        (await server.Sql(tenant, "select count(*)::text from ticket_attachment_piece where tenant_id = $1 and attachment_id = $2", Guid.Parse(tenant.Id), Guid.Parse(bad.Id))).ShouldBe(["0"]);
        (await server.Sql(tenant, "select used::text from quota_use where tenant_id = $1 and quota = 'attachment_bytes'", Guid.Parse(tenant.Id))).ShouldBe(["600000"]);
        (await server.Sql(tenant, "select data ->> 'found' from event where tenant_id = $1 and name = 'ticket.attachment_infected'", Guid.Parse(tenant.Id))).ShouldBe(["Holdfast.Test.UNOFFICIAL"]);
        (await tenant.Audit("tickets.scan_attachments", atLeast: 2)).Select(e => (string?)e!["after"]!["state"]).ShouldBe(["CLEAN", "INFECTED"], ignoreOrder: true);

        // What is attached is bounded in all; an infected one takes no room.
        (await AttachmentTests.Attach(tenant.Admin, ticket, "more.txt", Encoding.ASCII.GetBytes(new string('a', 600_000)))).Expect(429).Code.ShouldBe("tenancy.quota_exceeded");
        (await tenant.Admin.Delete($"/api/tickets/{ticket}/attachments/{clean.Id}")).Expect(204);
        (await AttachmentTests.Attach(tenant.Admin, ticket, "more.txt", Encoding.ASCII.GetBytes(new string('a', 600_000)))).Expect(201);
    }

    [Fact]
    public async Task With_a_scanner_that_is_away_content_is_kept_back_and_after_the_last_attempt_it_has_failed()
    {
        await using var server = Scanned("127.0.0.1:1");
        var tenant = await server.NewTenant();
        var ticket = await Open(tenant);
        var added = (await AttachmentTests.Attach(tenant.Admin, ticket, "a.txt", "text"u8.ToArray())).Expect(201);
        (await tenant.Admin.Get($"/api/tickets/{ticket}/attachments/{added.Id}/content")).Expect(409).Code.ShouldBe("ticket.attachment_withheld");
        await Eventually.Holds("it to have failed", async () => await State(tenant, ticket, added.Id) == "FAILED");
        (await tenant.Admin.Get($"/api/tickets/{ticket}/attachments/{added.Id}")).Expect(200).Text("detail").ShouldContain("cannot be reached");
        (await server.Sql(tenant, "select attempts::text from ticket_attachment where tenant_id = $1", Guid.Parse(tenant.Id))).ShouldBe(["2"]);
        (await tenant.Admin.Get($"/api/tickets/{ticket}/attachments/{added.Id}/content")).Expect(409).Code.ShouldBe("ticket.attachment_withheld");
    }

    [Fact]
    public async Task What_a_dead_process_left_behind_is_taken_up_and_what_never_became_whole_goes()
    {
        await using var daemon = await ClamdDaemon.Start();
        await using var server = Scanned(daemon.Address);
        var tenant = await server.NewTenant();
        var ticket = await Open(tenant);
        var added = (await AttachmentTests.Attach(tenant.Admin, ticket, "a.txt", "text"u8.ToArray())).Expect(201).Id;
        await Eventually.Holds("it to be scanned", async () => await State(tenant, ticket, added) == "CLEAN");

        // As a process leaves one on which it died, and one whose sender went away with it.
        await server.Sql(tenant, "update ticket_attachment set state = 'PENDING', attempts = 1 where tenant_id = $1", Guid.Parse(tenant.Id));
        await server.Sql(
            tenant,
            """
            insert into ticket_attachment (tenant_id, id, ticket_id, name, media_type, state, reservation, added_by, added_at)
            select tenant_id, gen_random_uuid(), ticket_id, 'b.txt', media_type, 'PENDING', gen_random_uuid(), added_by, added_at from ticket_attachment where tenant_id = $1
            """,
            Guid.Parse(tenant.Id));
        await server.Sql(tenant, "insert into ticket_attachment_due (tenant_id, attachment_id, due_at) select tenant_id, id, now() from ticket_attachment where tenant_id = $1", Guid.Parse(tenant.Id));
        await Eventually.Holds("it to be scanned again", async () => await State(tenant, ticket, added) == "CLEAN");
        await Eventually.Holds("the other to be gone", async () => (await server.Sql(tenant, "select count(*)::text from ticket_attachment where tenant_id = $1", Guid.Parse(tenant.Id))).Single() == "1");
    }

    private static TestServer Scanned(string address) => TestServer.With(new Dictionary<string, string?>
    {
        ["Holdfast:Tickets:ClamdAddress"] = address,
        ["Holdfast:Tickets:ScanAttempts"] = "2",
        ["Holdfast:Tickets:ScanPause"] = "00:00:00.050",
        ["Holdfast:Tickets:AttachmentBytes"] = "1000000",
    });

    private static async Task<string> Open(TestTenant tenant) => (await tenant.Admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(201).Id;

    private static async Task<string> State(TestTenant tenant, string ticket, string attachment) => (await tenant.Admin.Get($"/api/tickets/{ticket}/attachments/{attachment}")).Expect(200).Text("state");
}
