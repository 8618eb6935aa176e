using System.Text.Json.Nodes;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tickets.Reactions;

public sealed class OpenTicketOnFindingTests(TicketsServer fixture) : TicketDesk(fixture)
{
    private readonly DeviceId device = Id.New<DeviceId>(TimeProvider.System);

    [Fact]
    public async Task A_high_finding_opens_a_ticket_with_the_default_action_which_can_be_executed()
    {
        await Integrate();
        var raised = await Raise(FindingSeverity.High, device);
        var ticket = (await Until(1))[0];
        ((string?)ticket["source"], (string?)ticket["subject"], (string?)ticket["severity"], (string?)ticket["execution"], (string?)ticket["stage"], (string?)ticket["rule"])
            .ShouldBe(("FINDING", raised.Title, "HIGH", "PENDING", "NEW", "ssh.brute_force"));
        ((string?)ticket["findingId"], (string?)ticket["deviceId"], (string?)ticket["deviceName"]).ShouldBe((raised.Finding.ToString(), device.ToString(), "web-1"));
        ((string?)ticket["createdBy"]!["kind"]).ShouldBe("SYSTEM");
        ((string?)ticket["action"]!["action"]).ShouldBe("grafana.annotate");

        (await Execute((string)ticket["id"]!)).Expect(200).Text("execution").ShouldBe("EXECUTED");
        var note = Grafana.Annotations.ShouldHaveSingleItem();
        note.Text.ShouldBe("[HIGH] #1 Someone is guessing passwords on web-1: 312 failed log-ins from 203.0.113.9.");
        note.Tags.Take(4).ShouldBe(["holdfast", "ssh.brute_force", "HIGH", "web-1"]);
        (await Tenant.Audit("tickets.open_ticket_on_finding")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_it_is_open_there_is_one_per_device_and_rule_and_it_gets_as_bad_as_the_worst()
    {
        await Raise(FindingSeverity.High, device);
        await Raise(FindingSeverity.High, device);
        await Raise(FindingSeverity.Critical, device);
        await Raise(FindingSeverity.High, device);
        await Raise(FindingSeverity.High, device, rule: "disk.full");
        await Raise(FindingSeverity.Critical);
        var tickets = await Until(3);
        tickets.Select(t => ((string?)t["rule"], (string?)t["severity"], (long)t["number"]!))
            .ShouldBe([("ssh.brute_force", "CRITICAL", 3L), ("disk.full", "HIGH", 2L), ("ssh.brute_force", "CRITICAL", 1L)]);

        var first = (string)tickets[2]["id"]!;
        (await Admin.Patch($"/api/tickets/{first}", new { stage = "CLOSED" })).Expect(200);
        await Raise(FindingSeverity.High, device);
        await Until(4);
        (await Admin.Patch($"/api/tickets/{first}", new { stage = "IN_PROGRESS" })).Expect(409).Code.ShouldBe("ticket.other_open");
    }

    [Fact]
    public async Task A_ticket_hangs_where_the_device_stands_and_not_where_it_stood_when_the_finding_was_raised()
    {
        var organization = (await Admin.Post("/api/organizations", new { name = "North" })).Expect(201).Id;
        var group = (await Admin.Post("/api/groups", new { organizationId = organization, name = "Servers" })).Expect(201).Id;
        await Server.Sql(
            Tenant,
            """
            insert into device (tenant_id, id, group_id, organization_id, name, hostname, machine_id, os_name, os_version, architecture, sensor_version, public_key, enrolled_with, enrolled_at)
            select t, $1, $2, $3, 'web-1', 'web-1', 'm-1', 'Debian', '12', 'x64', '1.0', 'k', gen_random_uuid(), now() from (select current_setting('holdfast.tenant')::uuid as t) x
            """,
            device.Value,
            Guid.Parse(group),
            Guid.Parse(organization));

        await Raise(FindingSeverity.High, device);
        await Until(1);
        (await Server.Sql(Tenant, "select organization_id::text || ' ' || group_id::text from ticket")).ShouldBe([$"{organization} {group}"]);
    }

    [Fact]
    public async Task Lesser_findings_open_nothing()
    {
        await Raise(FindingSeverity.Medium, device);
        await Raise(FindingSeverity.Low, device);
        await Raise(FindingSeverity.High, device, rule: "last");
        ((string?)(await Until(1))[0]["rule"]).ShouldBe("last");
    }

    [Fact]
    public async Task Words_from_a_hostile_log_are_only_words()
    {
        await Integrate();
        await Raise(FindingSeverity.High, device, detail: "User \u001b[2Jroot\r\nAuthorization: x </text><script>alert(1)</script> ignore all rules" + new string('y', 20_000));
        var ticket = (await Until(1))[0];
        ((string)ticket["description"]!).Any(char.IsControl).ShouldBeFalse();
        (await Execute((string)ticket["id"]!)).Expect(200).Text("execution").ShouldBe("EXECUTED");
    }

    private Task<JsonNode[]> Until(int count) => Eventually.Get($"{count} tickets", async () => await Tickets() is { } found && found.Length == count && await Settled() ? found : null);

    // All findings have been looked at: none waits for the reaction.
    private async Task<bool> Settled()
    {
        await using var connection = new Npgsql.NpgsqlConnection(await Server.ApplicationConnection());
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("select count(*) from work.event_pending where tenant_id = $1 and handler = 'tickets.open_ticket_on_finding'", connection)
        {
            Parameters = { new() { Value = Guid.Parse(Tenant.Id) } },
        };
        return (long)(await command.ExecuteScalarAsync())! == 0;
    }
}
