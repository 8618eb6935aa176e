using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tenants;

/// <summary>What tenants can have: plans, trials and flags.</summary>
internal static class TenantPlans
{
    private const int MostDays = 365;

    public static Command List(Shell shell) => ApiCommand.Make(shell, "plans", """
        List the plans that a tenant can have, the least first. The operator makes them.

        Example:
          holdfast tenants plans
        """, [], async (call, ct) => call.Report.Show(await call.Api.Get("api/plans", ct), all =>
    [
        Report.GridOf(all.List("items"), "No plans.",
        [
            ("Plan", p => p.Text("key")),
            ("Name", p => p.Text("name")),
            ("Flags", p => string.Join(" ", p.List("flags").Select(f => f.ToString()))),
            ("Limits", p => string.Join(" ", p.List("limits").Select(l => $"{l.Text("quota")}={l.Text("limit")}"))),
            ("For", p => p.Text("meaning")),
        ]),
    ]));

    public static Command Show(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "plan", """
            Show a tenant's plan, what it tries, and which parts of the product are on.

            Example:
              holdfast tenants plan 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => ShowOne(call, await call.Api.Get($"api/tenants/{call.Get(id)}/plan", ct)));
    }

    public static Command Set(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var plan = new Argument<string>("PLAN") { Description = "The plan, as 'holdfast tenants plans' shows it; none above your own." };
        return ApiCommand.Make(shell, "set-plan", """
            Give a tenant below your own another plan. What it has beyond a lesser one stays and goes on; nothing is made anew that is above it.

            Example:
              holdfast tenants set-plan 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f STARTER
            """, [id, plan], async (call, ct) => ShowOne(call, await call.Api.Put($"api/tenants/{call.Get(id)}/plan", new JsonObject { ["plan"] = call.Get(plan).ToUpperInvariant() }, ct)));
    }

    public static Command Trial(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var plan = new Argument<string>("PLAN") { Description = "The plan to try: more than the tenant's own, and none above yours." };
        var days = Days("For how many days, 1 to 365; the operator may allow fewer.");
        return ApiCommand.Make(shell, "trial", """
            Let a tenant below your own try another plan. Then its own plan holds again: nothing is removed, and nothing is made anew that is above it.

            Example:
              holdfast tenants trial 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f PROFESSIONAL --days 30
            """, [id, plan, days], async (call, ct) => ShowOne(
            call, await call.Api.Post($"api/tenants/{call.Get(id)}/trial", new JsonObject { ["plan"] = call.Get(plan).ToUpperInvariant(), ["days"] = call.Get(days) }, ct)));
    }

    public static Command Extend(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var days = Days("By how many days, 1 to 365; the operator may allow fewer.");
        return ApiCommand.Make(shell, "extend-trial", """
            Put off the end of the trial that a tenant below your own has.

            Example:
              holdfast tenants extend-trial 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --days 14
            """, [id, days], async (call, ct) => ShowOne(call, await call.Api.Put($"api/tenants/{call.Get(id)}/trial", new JsonObject { ["days"] = call.Get(days) }, ct)));
    }

    public static Command End(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "end-trial", """
            End the trial that a tenant below your own has, now.

            Example:
              holdfast tenants end-trial 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => ShowOne(call, await call.Api.Delete($"api/tenants/{call.Get(id)}/trial", ct)));
    }

    public static Command SetFlags(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var flags = Overrides();
        var until = Inputs.Time("--until", "From when on the plan says it again.");
        return ApiCommand.Make(shell, "set-flags", """
            Turn parts of the product on or off in a tenant below your own, whatever its plan says. On is only what is on in your own.

            Examples:
              holdfast tenants set-flags 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f webhooks=on --until 2027-01-31
              holdfast tenants set-flags 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, flags, until], async (call, ct) =>
        {
            var named = new JsonArray([.. call.Get(flags).Select(f => new JsonObject { ["flag"] = f.Flag, ["isOn"] = f.IsOn, ["expiresAt"] = call.Get(until) })]);
            ShowOne(call, await call.Api.Put($"api/tenants/{call.Get(id)}/flags", new JsonObject { ["flags"] = named }, ct));
        });
    }

    /// <summary>Flags that are on or off, such as webhooks=on.</summary>
    public static Argument<(string Flag, bool IsOn)[]> Overrides() => new("FLAG=on|off")
    {
        Description = "Such as webhooks=on. Of a flag that is not named the plan says it.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.Select(token => Read(token.Value, result.AddError))],
    };

    /// <summary>So many days, which have to be said.</summary>
    public static Option<int?> Days(string description)
    {
        var days = Inputs.Number("--days", description, 1, MostDays);
        days.Required = true;
        return days;
    }

    private static (string Flag, bool IsOn) Read(string text, Action<string> refuse)
    {
        if (text.Split('=') is [{ Length: > 0 } flag, "on" or "off"] parts)
        {
            return (flag, parts[1] == "on");
        }

        refuse($"'{text}' is neither on nor off; write webhooks=on.");
        return default;
    }

    private static void ShowOne(Call call, string plan) => call.Report.Show(plan, one =>
    [
        new Facts(
            ("Plan", $"{one.Text("plan.name")} ({one.Text("plan.key")})"),
            ("Trial", one.Text("trial.plan") is not { Length: > 0 } tried ? "none" : $"{tried}, {(one.Text("trial.isRunning") == "True" ? "until" : "ended")} {one.At("trial.endsAt")}")),
        Report.GridOf(one.List("flags"), "No flags.",
        [
            ("Flag", f => f.Text("flag")),
            ("On", f => f.GetProperty("isOn").ValueKind == JsonValueKind.True ? new Cell("on", Tone.Good) : new Cell("off", Tone.Quiet)),
            ("From", f => f.Text("from")),
            ("Until", f => f.At("until")),
            ("What", f => f.Text("meaning")),
        ]),
    ]);
}
