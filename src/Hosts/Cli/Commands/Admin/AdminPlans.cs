using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Commands.Admin;

/// <summary><c>holdfast admin plans</c>: what tenants can have.</summary>
internal static class AdminPlans
{
    private const int MostHistory = 1000;
    private const string Nothing = "none";

    public static Command Make(Shell shell) => new("plans", "See and make the plans that tenants can have.") { List(shell), Set(shell), History(shell) };

    private static Command List(Shell shell)
    {
        var data = AdminCommands.Data();
        return ApiCommand.MakeOffline(shell, "list", $"""
            List the plans, the least first.

            {AdminCommands.Where}

            Example:
              holdfast admin plans list
            """, [data], async (input, report, ct) =>
        {
            var plans = await AdminCommands.AskHost<PlanTerms[]>(shell, input.GetValue(data), async (host, stop) => await host.Tenants.Plans(stop), ct);
            report.Show(new JsonObject { ["items"] = new JsonArray([.. plans.Select(p => (JsonNode)Json(p))]) }, Grid(plans));
            return ExitCodes.Ok;
        });
    }

    private static Command Set(Shell shell)
    {
        var data = AdminCommands.Data();
        var key = new Argument<string>("PLAN") { Description = "Its key: 2 to 32 of A-Z, 0-9 and underscore." };
        var limits = new Argument<(string Quota, long? Limit)[]>("QUOTA=LIMIT")
        {
            Description = $"Limits to set, such as seats=25, or seats={Nothing} for the usual one. Others stay.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Select(token => Read(token.Value, result.AddError))],
        };
        var name = Inputs.Text("--name", "Its name for people.");
        var meaning = Inputs.Text("--for", "For whom it is, in a sentence.");
        var rank = Inputs.Number("--rank", "Where it stands: a plan of a higher rank is more.", 0, 1000);
        var flags = Inputs.Text("--flags", "The flags that it has, with commas between; 'all' for every flag, those that come later among them; 'none' for none.", "FLAGS");
        return ApiCommand.MakeOffline(shell, "set", $"""
            Make a plan, or make another of it: what is not said stays as it was. It holds for those who have it within a second, and is written down.

            {AdminCommands.Where}

            Examples:
              holdfast admin plans set STARTER seats=15 devices=100
              holdfast admin plans set TEAM --name Team --for "For a team." --rank 25 --flags webhooks,api_keys seats=20
            """, [key, limits, name, meaning, rank, flags, data], async (input, report, ct) =>
        {
            var made = await AdminCommands.AskHost(
                shell,
                input.GetValue(data),
                async (host, stop) =>
                {
                    var plan = (await host.Tenants.Plans(stop)).FirstOrDefault(p => p.Key == input.GetRequiredValue(key)) ?? new PlanTerms(input.GetRequiredValue(key), "", "", -1, false, [], new Dictionary<string, long>());
                    return await host.Tenants.SavePlan(
                        plan with
                        {
                            Name = input.GetValue(name) ?? plan.Name,
                            Meaning = input.GetValue(meaning) ?? plan.Meaning,
                            Rank = input.GetValue(rank) ?? plan.Rank,
                            HasAllFlags = input.GetValue(flags) is { } said ? said == "all" : plan.HasAllFlags,
                            Flags = input.GetValue(flags) is { } named ? named is "all" or Nothing ? [] : named.Split(',', StringSplitOptions.TrimEntries) : plan.Flags,
                            Limits = With(plan.Limits, input.GetRequiredValue(limits)),
                        },
                        stop);
                },
                ct);
            report.Show(Json(made), Grid([made]));
            return ExitCodes.Ok;
        });
    }

    private static Command History(Shell shell)
    {
        var data = AdminCommands.Data();
        return ApiCommand.MakeOffline(shell, "history", $"""
            Show what was made of plans, the newest first.

            {AdminCommands.Where}

            Example:
              holdfast admin plans history --json
            """, [data], async (input, report, ct) =>
        {
            var made = await AdminCommands.AskHost<PlanMade[]>(shell, input.GetValue(data), async (host, stop) => await host.Tenants.PlanHistory(MostHistory, stop), ct);
            report.Show(
                new JsonObject
                {
                    ["items"] = new JsonArray([.. made.Select(m => (JsonNode)new JsonObject
                    {
                        ["plan"] = m.Plan, ["at"] = AdminCommands.Moment(m.At), ["before"] = m.Before is null ? null : JsonNode.Parse(m.Before), ["after"] = JsonNode.Parse(m.After),
                    })]),
                },
                new Grid(["At", "Plan", "Before", "After"], [.. made.Select(m => new Cell[] { AdminCommands.Moment(m.At), m.Plan, m.Before ?? "", m.After })], "Nothing was made of plans."));
            return ExitCodes.Ok;
        });
    }

    private static Dictionary<string, long> With(IReadOnlyDictionary<string, long> before, (string Quota, long? Limit)[] changes)
    {
        var limits = before.ToDictionary(StringComparer.Ordinal);
        foreach (var (quota, limit) in changes)
        {
            if (limit is { } most)
            {
                limits[quota] = most;
            }
            else
            {
                limits.Remove(quota);
            }
        }

        return limits;
    }

    private static (string Quota, long? Limit) Read(string text, Action<string> refuse)
    {
        if (text.Split('=') is [{ Length: > 0 } quota, var number] && (number == Nothing || long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return (quota, number == Nothing ? null : long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture));
        }

        refuse($"'{text}' is no limit; one looks like seats=25, or seats={Nothing}.");
        return default;
    }

    private static JsonObject Json(PlanTerms plan) => (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(plan, WireJson.Options)!;

    private static Grid Grid(PlanTerms[] plans) => new(
        ["Plan", "Rank", "Name", "Flags", "Limits", "For"],
        [.. plans.Select(p => new Cell[]
        {
            p.Key, p.Rank.ToString(CultureInfo.InvariantCulture), p.Name, p.HasAllFlags ? "all" : string.Join(" ", p.Flags), string.Join(" ", p.Limits.Select(l => $"{l.Key}={l.Value}")), p.Meaning,
        })],
        "No plans.");
}
