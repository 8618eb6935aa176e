using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

public sealed class ApiCommandTests(TestServer server)
{
    private const string NoSuchId = "0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f";

    [Fact]
    public async Task A_ticket_is_opened_found_discussed_and_handed_on()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            var opened = (await user.Run("tickets", "open", "Disk of web-3 fills up", "--severity", "high", "--description", "@home since Monday", "--json")).Expect(0).Json;
            var id = (string)opened["id"]!;

            var list = (await user.Run("tickets", "list", "--execution", "pending", "--severity", "HIGH")).Expect(0).Out;
            (await user.Run("tickets", "list", "--stage", "closed")).Expect(0).Out.Trim().ShouldBe("No tickets.");
            (await user.Run("tickets", "comment", id, "@ann: it was a test")).Expect(0);
            var derived = (await user.Run("tickets", "execute", id, "--derive-to", "network team", "--note", "firewall", "--json")).Expect(0).Json;
            var shown = (await user.Run("tickets", "show", id)).Expect(0).Out;

            list.Split('\n')[0].ShouldStartWith("NO  SEVERITY  EXECUTION");
            list.Split('\n')[1].ShouldStartWith("1   HIGH      PENDING    NEW    Disk of web-3 fills up");
            list.ShouldContain(id);
            ((string)derived["execution"]!).ShouldBe("DERIVED");
            shown.ShouldContain("@home since Monday");
            shown.ShouldContain("@ann: it was a test");
            shown.ShouldContain("network team");
        }
    }

    [Fact]
    public async Task Tickets_are_changed_followed_merged_and_changed_many_at_once()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            async Task<string> Open(string subject) =>
                (string)(await user.Run("tickets", "open", subject, "--tag", "ssh", "--observable", "ip_address:203.0.113.9", "--priority", "low", "--json")).Expect(0).Json["id"]!;
            var (one, two) = (await Open("one"), await Open("two"));
            (await user.Run("tickets", "update", one, "--priority", "urgent", "--due", "2999-01-01", "--tag", "vpn")).Expect(0).Out.ShouldContain("vpn");
            (await user.Run("tickets", "watch", one)).Expect(0).Out.ShouldContain("Followed since");
            (await user.Run("tickets", "watch", one, "--stop")).Expect(0);
            (await user.Run("tickets", "observe", one, "HOSTNAME:web-1")).Expect(0).Out.ShouldContain("HOSTNAME web-1");
            (await user.Run("tickets", "observe", one, "web-1")).Expect(2);
            (await user.Run("tickets", "similar", one)).Expect(0).Out.ShouldContain(two);
            (await user.Run("tickets", "list", "--observable", "203.0.113.9", "--sort", "priority")).Expect(0).Out.Split('\n')[1].ShouldContain(one);
            (await user.Run("tickets", "hand-on", one, "--to", "network team")).Expect(0);
            (await user.Run("tickets", "accept", one)).Expect(0).Out.ShouldContain("network team has it");
            (await user.Run("tickets", "hand-back", one, "--answer", "fine")).Expect(0);
            (await user.Run("tickets", "custody", one)).Expect(0).Out.ShouldContain("RETURNED");
            (await user.Run("tickets", "merge", two, "--into", one)).Expect(0).Out.ShouldContain("DUPLICATE");
            (await user.Run("tickets", "unmerge", two)).Expect(0);
            (await user.Run("tickets", "timeline", two)).Expect(0).Out.ShouldContain("UNMERGED");

            var file = Path.Combine(Directory.CreateTempSubdirectory("attachments").FullName, "sshd.log");
            await File.WriteAllTextAsync(file, "Failed password for root", TestContext.Current.CancellationToken);
            (await user.Run("tickets", "attachments", "add", one, file)).Expect(0).Out.ShouldContain("Attached sshd.log");
            (await user.Run("tickets", "attachments", "list", one)).Expect(0).Out.ShouldContain("UNSCANNED");
            var attached = (string)(await user.Run("tickets", "attachments", "list", one, "--json")).Expect(0).Json["items"]![0]!["id"]!;
            (await user.Run("tickets", "attachments", "get", one, attached, "--out", file)).Expect(1);
            (await user.Run("tickets", "attachments", "get", one, attached, "--out", $"{file}.back")).Expect(0);
            (await File.ReadAllTextAsync($"{file}.back", TestContext.Current.CancellationToken)).ShouldBe("Failed password for root");

            var preview = (await user.Run("tickets", "bulk", "--tag", "ssh", "--set-priority", "high", "--json")).Expect(0).Json;
            (await user.Run("tickets", "bulk", "--tag", "ssh", "--set-priority", "high")).Expect(0).Out.ShouldContain("Nothing was changed.");
            (await user.Run("tickets", "bulk", "--tag", "ssh", "--set-priority", "high", "--digest", (string)preview["digest"]!)).Expect(0).Out.ShouldContain("Done.");
            (await user.Run("tickets", "close", two, "--reason", "false-positive", "--resolution", "A test.")).Expect(0).Out.ShouldContain("FALSE_POSITIVE");
            (await user.Run("tickets", "assign", one)).Expect(0);
        }
    }

    [Fact]
    public async Task Filters_of_tickets_are_kept_used_and_removed()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("tickets", "open", "Printer", "--severity", "low", "--tag", "paper")).Expect(0);
            (await user.Run("tickets", "open", "Disk", "--severity", "high")).Expect(0);
            var id = (string)(await user.Run("tickets", "views", "keep", "Paper", """{"tag":"paper","open":true}""", "--sort", "due", "--json")).Expect(0).Json["id"]!;
            (await user.Run("tickets", "views", "list")).Expect(0).Out.ShouldContain("open=true tag=paper sort=DUE");
            var left = (await user.Run("tickets", "views", "open", id)).Expect(0).Out;
            left.ShouldContain("Printer");
            left.ShouldNotContain("Disk");
            (await user.Run("tickets", "views", "open", NoSuchId)).Expect(2);
            (await user.Run("tickets", "views", "keep", "Broken", "{")).Expect(2);
            (await user.Run("tickets", "views", "remove", id)).Expect(0);
            (await user.Run("tickets", "views", "list")).Expect(0).Out.Trim().ShouldBe("No filter is kept.");
        }
    }

    [Fact]
    public async Task Terms_of_tickets_are_set_as_they_are_shown_and_forgotten()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            var usual = (await user.Run("tickets", "terms", "show", "--json")).Expect(0).Json;
            usual["timeZone"] = "Europe/Madrid";
            usual["targets"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"severity":"HIGH","acknowledgeMinutes":15,"resolveMinutes":null,"inBusinessHours":false}]""");
            File.WriteAllText(user.At("terms.json"), usual.ToJsonString());
            var set = (await user.Run("tickets", "terms", "set", $"@{user.At("terms.json")}")).Expect(0).Out;
            set.ShouldContain("the tenant's own");
            set.ShouldContain("15 min");
            (await user.Run("tickets", "terms", "set", """{"timeZone":"Nowhere/Land","hours":[],"holidays":[],"targets":[]}""")).Error.ShouldContain("ticket.unknown_time_zone");
            (await user.Run("tickets", "terms", "forget")).Expect(0).Out.ShouldContain("those of the plan");
            (await user.Run("tickets", "open", "Printer", "--severity", "low")).Expect(0);
            (await user.Run("tickets", "figures", "--period", "day")).Expect(0).Out.Split('\n')[1].ShouldContain(" 1 ");
        }
    }

    [Fact]
    public async Task Rules_for_tickets_are_made_rehearsed_ordered_switched_and_removed()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("tickets", "rules", "list")).Expect(0).Out.ShouldContain("There are no rules");
            const string Rule = """{"name":"Attacks","source":"ALERT","match":{"severityAtLeast":"HIGH"},"outcome":"OPEN"}""";
            var one = (string)(await user.Run("tickets", "rules", "create", Rule, "--json")).Expect(0).Json["id"]!;
            var two = (string)(await user.Run("tickets", "rules", "create", """{"name":"Quiet","source":"ALERT","match":{"texts":["scan"]},"outcome":"SUPPRESS","reason":"Ours."}""", "--json")).Expect(0).Json["id"]!;
            (await user.Run("tickets", "rules", "order", two, one)).Expect(0);
            (await user.Run("tickets", "rules", "list")).Expect(0).Out.Split('\n')[1].ShouldStartWith("Quiet");
            (await user.Run("tickets", "rules", "disable", one)).Expect(0).Out.ShouldContain("On");
            ((bool)(await user.Run("tickets", "rules", "show", one, "--json")).Expect(0).Json["isEnabled"]!).ShouldBeFalse();
            (await user.Run("tickets", "rules", "update", one, Rule)).Expect(0).Out.ShouldContain("HIGH");
            (await user.Run("tickets", "rules", "rehearse", $$"""{"rules":[{{Rule}}]}""", "--days", "30")).Expect(0).Out.ShouldContain("No ticket would have been opened.");
            (await user.Run("tickets", "rules", "delete", two)).Expect(0);
            (await user.Run("tickets", "rules", "show", two)).Error.ShouldContain("ticket.rule_not_found");
        }
    }

    [Fact]
    public async Task Json_is_exactly_what_the_api_says()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            await tenant.Admin.Post("/api/tickets", new { subject = "Größe \u0007 <b>", description = "", severity = "LOW" });

            (await user.RunProgram("tickets", "list", "--json")).Expect(0).Out.ShouldBe((await tenant.Admin.Get("/api/tickets?limit=50")).Body + Environment.NewLine);
            (await user.Run("whoami", "--json")).Expect(0).Out.ShouldBe((await tenant.Admin.Get("/api/auth/me")).Body + Environment.NewLine);
        }
    }

    [Fact]
    public async Task A_list_says_how_to_go_on()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            for (var i = 1; i <= 3; i++)
            {
                (await tenant.Admin.Post("/api/tickets", new { subject = $"Ticket {i}", description = "", severity = "LOW" })).Expect(201);
            }

            var first = (await user.Run("tickets", "list", "--limit", "2")).Expect(0);
            var cursor = first.Error.Trim().Split(' ')[^1];
            var second = (await user.Run("tickets", "list", "--limit", "2", "--cursor", cursor)).Expect(0);

            first.Out.ShouldContain("Ticket 3");
            first.Out.ShouldNotContain("Ticket 1");
            second.Out.ShouldContain("Ticket 1");
            second.Error.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Nobody_signed_in_is_4()
    {
        using var user = new CommandLineUser(await server.Address());

        (await user.Run("devices", "list")).Expect(4).Error.ShouldContain("holdfast login");
        (await user.Run("devices", "list", "--token", "abc.def.ghi")).Expect(4).Error.ShouldContain("auth.");
    }

    [Fact]
    public async Task What_one_may_not_do_is_5()
    {
        var tenant = await server.NewTenant();
        var member = await tenant.NewUser("USER");
        using var user = new CommandLineUser(await server.Address());

        var ran = (await user.Run("audit", "list", "--token", member.Token!)).Expect(5);

        ran.Out.ShouldBeEmpty();
        ran.Error.ShouldContain("audit:read");
        ran.Error.ShouldContain("code auth.forbidden, trace id ");
    }

    [Fact]
    public async Task What_is_not_there_is_6_and_json_problems_are_the_servers_document()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("devices", "show", NoSuchId)).Expect(6).Error.ShouldContain("device.not_found");
            var ran = (await user.Run("tickets", "show", NoSuchId, "--json")).Expect(6);

            ran.Out.ShouldBeEmpty();
            var problem = JsonNode.Parse(ran.Error)!;
            ((string)problem["code"]!).ShouldBe("ticket.not_found");
            ((int)problem["status"]!).ShouldBe(404);
            ((string)problem["traceId"]!).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task What_the_state_refuses_is_7_and_bad_values_are_3_with_their_members()
    {
        var (user, _) = await CommandLineUser.New(server);
        using (user)
        {
            var id = (string)(await user.Run("tickets", "open", "Once", "--json")).Expect(0).Json["id"]!;
            (await user.Run("tickets", "execute", id, "--derive-to", "somebody")).Expect(0);

            (await user.Run("tickets", "execute", id, "--derive-to", "somebody else")).Expect(7).Error.ShouldContain("ticket.already_derived");
            var bad = (await user.Run("tickets", "open", new string('x', 201))).Expect(3);

            bad.Error.ShouldContain("  subject: ");
        }
    }

    [Fact]
    public async Task An_action_that_fails_is_11()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var integration = (await tenant.Admin.Post(
                "/api/integrations",
                new { connector = "grafana", name = "Grafana", settings = new { url = "https://grafana.invalid" }, secret = new { token = "glsa_1" } })).Expect(201).Id;
            await File.WriteAllTextAsync(user.At("note.json"), """{"text":"an outage"}""", TestContext.Current.CancellationToken);
            var id = (string)(await user.Run(
                "tickets", "open", "Mark it", "--integration", integration, "--action", "grafana.annotate", "--parameters", $"@{user.At("note.json")}", "--json")).Expect(0).Json["id"]!;

            var ran = (await user.Run("tickets", "execute", id)).Expect(11);

            ran.Out.ShouldContain("FAILED");
            ran.Out.ShouldContain("an outage");
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_9()
    {
        using var user = new CommandLineUser(new Uri("http://127.0.0.1:1"));

        var ran = (await user.Run("devices", "list", "--token", "abc", "--json")).Expect(9);

        ((string)JsonNode.Parse(ran.Error)!["code"]!).ShouldBe("cli.unreachable");
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_9_after_the_time_that_was_given()
    {
        await using var silent = new ScriptedServer();
        using var user = new CommandLineUser(silent.Address);

        (await user.Run("devices", "list", "--token", "abc", "--timeout", "1")).Expect(9).Error.ShouldContain("cli.timed_out");
    }

    [Fact]
    public async Task A_page_that_is_not_holdfasts_is_1()
    {
        await using var other = new ScriptedServer(ScriptedServer.Ok("<html>Welcome</html>", "text/html"));
        using var user = new CommandLineUser(other.Address);

        (await user.Run("devices", "list", "--token", "abc")).Expect(1).Error.ShouldContain("cli.not_holdfast");
    }

    [Fact]
    public async Task A_change_whose_connection_broke_is_sent_again_with_the_same_key()
    {
        await using var flaky = new ScriptedServer("", ScriptedServer.Ok("""{"author":{"name":"ann"},"createdAt":"2026-01-31T08:00:00Z"}"""));
        using var user = new CommandLineUser(flaky.Address);

        (await user.Run("tickets", "comment", NoSuchId, "hello", "--token", "abc")).Expect(0);

        var keys = flaky.Requests.Select(r => r.Split("\r\n").Single(l => l.StartsWith("Idempotency-Key: ", StringComparison.Ordinal))).ToArray();
        keys.Length.ShouldBe(2);
        keys[0].ShouldBe(keys[1]);
    }

    [Fact]
    public async Task A_connection_that_breaks_twice_is_9()
    {
        await using var broken = new ScriptedServer("", "");
        using var user = new CommandLineUser(broken.Address);

        (await user.Run("tickets", "comment", NoSuchId, "hello", "--token", "abc")).Expect(9).Error.ShouldContain("cli.unreachable");

        broken.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_device_is_shown_with_score_findings_and_evidence()
    {
        await using var fleet = new ScriptedServer(
            ScriptedServer.Ok("""{"id":"0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f","name":"web-3","status":"ONLINE","openFindings":1,"osName":"Debian","osVersion":"12","architecture":"x64"}"""),
            ScriptedServer.Ok("""
                {"score":55,"oldestPartAt":"2026-01-31T08:00:00.123Z","parts":[{"name":"SECURITY_EVENTS","score":55,"computedAt":"2026-01-31T08:00:00Z"}],
                 "findings":[{"id":"0198c5a2-7d7e-7f00-8000-1a2b3c4d5e70","severity":"CRITICAL","points":45,"rule":"ssh.brute_force","title":"Failed log-ins","detail":"20 from 192.0.2.7",
                 "evidence":[{"kind":"EVENT","at":"2026-01-31T07:59:00Z","summary":"Failed password for \u001b]0;owned\u0007root\nfrom 192.0.2.7"}]}]}
                """));
        using var user = new CommandLineUser(fleet.Address);

        var shown = (await user.Run("devices", "show", NoSuchId, "--token", "abc")).Expect(0).Out;

        shown.ShouldContain("Score:          55");
        shown.ShouldContain("CRITICAL  45      ssh.brute_force  Failed log-ins");
        // What an attacker wrote into a log is shown, not obeyed.
        shown.ShouldContain("Failed password for <001B>]0;owned<0007>root from 192.0.2.7");
    }
}
