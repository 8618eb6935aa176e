using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets rules</c>.</summary>
internal static class TicketRules
{
    private const string Path = "api/tickets/rules";

    public static Command Make(Shell shell) => new("rules", "See, make, order and rehearse the rules by which alerts and findings become tickets.")
    {
        List(shell), Show(shell), Create(shell), Update(shell), Switch(shell, "enable", true), Switch(shell, "disable", false), Order(shell), Delete(shell), Rehearse(shell),
    };

    private static Command List(Shell shell) => ApiCommand.Make(shell, "list", """
        List the rules in their order, with how often each decided in the last 30 days. The first that is for an alert or a finding decides.

        Example:
          holdfast tickets rules list
        """, [], async (call, ct) => call.Report.Show(await call.Api.Get(Path, ct), rules => [Report.GridOf(
        rules.List("items"),
        "There are no rules: findings of severity HIGH open tickets, alerts open none.",
        [
            ("Name", r => r.Text("rule.name")), ("On", r => r.Text("rule.isEnabled") == "True" ? "yes" : "no"), ("For", r => r.Text("rule.source")), ("Does", r => r.Text("rule.outcome")),
            ("Opened", r => r.Text("use.opened")), ("Joined", r => r.Text("use.joined")), ("Suppressed", r => r.Text("use.suppressed")),
            ("Failing", r => new Cell(r.Text("rule.failing"), Tone.Bad)), ("Id", r => r.Text("rule.id")),
        ])]));

    private static Command Show(Shell shell)
    {
        var id = Inputs.Id("The rule, as the list shows it.");
        return ApiCommand.Make(shell, "show", """
            Show a rule.

            Example:
              holdfast tickets rules show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"{Path}/{call.Get(id)}", ct), Blocks));
    }

    private static Command Create(Shell shell)
    {
        var rule = Rule();
        return ApiCommand.Make(shell, "create", """
            Make a rule, after the others.

            Example:
              holdfast tickets rules create '{"name":"Attacks","source":"ALERT","match":{"severityAtLeast":"HIGH"},"outcome":"OPEN"}'
            """, [rule], async (call, ct) => call.Report.Show(await call.Api.Post(Path, JsonText.Read("RULE", call.Get(rule)), ct), Blocks));
    }

    private static Command Update(Shell shell)
    {
        var id = Inputs.Id("The rule, as the list shows it.");
        var rule = Rule();
        return ApiCommand.Make(shell, "update", """
            Say anew what a rule is for and what it does.

            Example:
              holdfast tickets rules update 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f @rule.json
            """, [id, rule], async (call, ct) => call.Report.Show(await call.Api.Put($"{Path}/{call.Get(id)}", JsonText.Read("RULE", call.Get(rule)), ct), Blocks));
    }

    private static Command Switch(Shell shell, string verb, bool on)
    {
        var id = Inputs.Id("The rule, as the list shows it.");
        return ApiCommand.Make(shell, verb, $"""
            {(on ? "Have a rule decide." : "Have a rule decide nothing for now.")}

            Example:
              holdfast tickets rules {verb} 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            var rule = JsonNode.Parse(await call.Api.Get($"{Path}/{call.Get(id)}", ct))!.AsObject();
            var body = new JsonObject { ["isEnabled"] = on };
            foreach (var member in new[] { "name", "source", "match", "outcome", "opening", "reason", "until" })
            {
                body[member] = rule[member]?.DeepClone();
            }

            var (group, organization) = (rule["groupId"], rule["organizationId"]);
            if ((group ?? organization) is { } node)
            {
                body["scope"] = new JsonObject { ["level"] = group is null ? "ORGANIZATION" : "GROUP", ["id"] = node.DeepClone() };
            }

            call.Report.Show(await call.Api.Put($"{Path}/{call.Get(id)}", body, ct), Blocks);
        });
    }

    private static Command Order(Shell shell)
    {
        var ids = new Argument<Guid[]>("IDS") { Description = "All rules that you see, each once, in the order that they are to have." };
        return ApiCommand.Make(shell, "order", """
            Put the rules in another order.

            Example:
              holdfast tickets rules order 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e60
            """, [ids], async (call, ct) =>
        {
            await call.Api.Post($"{Path}/order", new JsonObject { ["ids"] = new JsonArray([.. call.Get(ids).Select(id => (JsonNode)$"{id}")]) }, ct);
            call.Report.Show(new JsonObject { ["ordered"] = call.Get(ids).Length }, new Paragraph(new Cell("The rules have this order.", Tone.Good)));
        });
    }

    private static Command Delete(Shell shell)
    {
        var id = Inputs.Id("The rule, as the list shows it.");
        return ApiCommand.Make(shell, "delete", """
            Remove a rule. Its tickets stay.

            Example:
              holdfast tickets rules delete 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Path}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["deleted"] = $"{call.Get(id)}" }, new Paragraph(new Cell("The rule is removed.", Tone.Good)));
        });
    }

    private static Command Rehearse(Shell shell)
    {
        var rules = new Argument<string>("RULES") { Description = "All rules in their order, as a JSON object {\"rules\":[…]}, or @FILE to read it from a file." };
        var days = Inputs.Number("--days", "From how many days ago on; 7 when left out.", 1, 30);
        return ApiCommand.Make(shell, "rehearse", """
            Say what rules would have made of the alerts of the last days. Nothing is kept or changed.

            Example:
              holdfast tickets rules rehearse @rules.json --days 30
            """, [rules, days], async (call, ct) =>
        {
            var body = JsonText.Read("RULES", call.Get(rules));
            if (call.Get(days) is { } some)
            {
                body["days"] = some;
            }

            call.Report.Show(await call.Api.Post($"{Path}/rehearse", body, ct), Told);
        });
    }

    private static Argument<string> Rule() => new("RULE") { Description = "The rule as a JSON object, or @FILE to read it from a file." };

    private static IEnumerable<Block> Blocks(JsonElement rule)
    {
        yield return new Facts(
            ("Rule", rule.Text("name")),
            ("Id", rule.Text("id")),
            ("On", rule.Text("isEnabled") == "True" ? "yes" : "no"),
            ("Position", rule.Text("position")),
            ("For", rule.Text("source")),
            ("Organization", rule.Text("organizationId")),
            ("Group", rule.Text("groupId")),
            ("Match", rule.GetProperty("match").GetRawText()),
            ("Does", rule.Text("outcome")),
            ("Opening", rule.Text("outcome") == "OPEN" ? rule.GetProperty("opening").GetRawText() : ""),
            ("Reason", rule.Text("reason")),
            ("Until", rule.At("until")),
            ("Failing", new Cell(rule.Text("failing"), Tone.Bad)));
    }

    private static IEnumerable<Block> Told(JsonElement told)
    {
        yield return new Facts(
            ("From", told.At("from")),
            ("Oldest alert", told.At("keptFrom")),
            ("Alerts", told.Text("isWhole") == "True" ? told.Text("alerts") : new Cell($"{told.Text("alerts")}, and more that were not gone through", Tone.Warning)),
            ("Without a rule", told.Text("undecided")),
            ("Tickets", told.Text("tickets")),
            ("By today's rules", told.Text("ticketsToday")));
        yield return Report.GridOf(
            told.List("rules"), "", [("Rule", r => r.Text("name")), ("Opens", r => r.Text("opened")), ("Joins", r => r.Text("joined")), ("Suppresses", r => r.Text("suppressed"))]);
        yield return Report.GridOf(
            told.List("examples"), "No ticket would have been opened.", [("Subject", t => t.Text("subject")), ("Severity", t => t.Word("severity")), ("Alerts", t => t.Text("alerts")), ("Rule", t => t.Text("rule")), ("At", t => t.At("at"))]);
    }
}
