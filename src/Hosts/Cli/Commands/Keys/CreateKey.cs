using System.CommandLine;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands.Keys;

/// <summary><c>holdfast keys create</c>.</summary>
internal static class CreateKey
{
    public static Command Make(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "For people: what uses the key." };
        var permissions = new Argument<string[]>("PERMISSION") { Description = "What it may do: area:verb, area:* or *.", Arity = ArgumentArity.OneOrMore };
        var test = new Option<bool>("--test") { Description = "A key for tests: it acts on nothing outside the platform." };
        var organization = Inputs.Id("--organization", "At this organization, and below it.");
        var group = Inputs.Id("--group", "At this group, and below it.");
        var device = Inputs.Id("--device", "At this device.");
        var until = Inputs.Time("--until", "Until when; it does not end by itself otherwise.");
        var rate = Inputs.Number("--rate", "How many requests a minute, 1 to 1000000; only the tenant's limit holds otherwise.", 1, 1_000_000);
        var from = new Option<string[]>("--from") { Description = "From where it may be used: an address, or a network such as 192.0.2.0/24. May be repeated.", HelpName = "NETWORK" };
        return ApiCommand.Make(shell, "create", """
            Make a key for a program of your own, and print it this once. On the whole tenant when no part of it is named.

            One can only give a key what one may do there oneself. Needs a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Examples:
              holdfast keys create "Backup checks" fleet:read tickets:write --until 2026-12-31
              holdfast keys create CI 'tickets:*' --test --json | jq -r .key
            """, [name, permissions, test, organization, group, device, until, rate, from], async (call, ct) =>
        {
            (string Level, Guid? Id)[] named = [.. new[] { ("ORGANIZATION", call.Get(organization)), ("GROUP", call.Get(group)), ("DEVICE", call.Get(device)) }.Where(n => n.Item2 is not null)];
            if (named.Length > 1)
            {
                throw CliProblems.Together("Name one of --organization, --group and --device.");
            }

            var request = new JsonObject { ["name"] = call.Get(name), ["permissions"] = Texts(call.Get(permissions)), ["mode"] = call.Get(test) ? "TEST" : "LIVE" };
            if (named.Length == 1)
            {
                request["scope"] = new JsonObject { ["level"] = named[0].Level, ["id"] = named[0].Id };
            }

            if (call.Get(until) is { } end)
            {
                request["expiresAt"] = end;
            }

            if (call.Get(rate) is { } perMinute)
            {
                request["ratePerMinute"] = perMinute;
            }

            if (call.Get(from) is { Length: > 0 } networks)
            {
                request["networks"] = Texts(networks);
            }

            call.Report.Show(await call.Api.Post("api/admin/api-keys", request, ct), KeyCommands.WithText);
        });
    }

    private static JsonArray Texts(string[] texts) => [.. texts.Select(text => (JsonNode?)text)];
}
