using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Commands.Tenants;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Commands.Admin;

/// <summary><c>holdfast admin tenants</c>: what a tenant can have that stands below no other.</summary>
internal static class AdminTenants
{
    public static Command Make(Shell shell) => new("tenants", "Set the plans, trials, flags and quotas of tenants, above all of those that stand below no other.")
    {
        Show(shell), Plan(shell), Trial(shell), EndTrial(shell), Flags(shell), Quotas(shell), Place(shell),
    };

    private static Command Show(Shell shell)
    {
        var tenant = Tenant();
        return Make(shell, "show", "Show what a tenant can have.", "holdfast admin tenants show north-ltd-1a2b3c4d", tenant, [], (tenants, _, named, ct) => tenants.Show(named, ct));
    }

    private static Command Plan(Shell shell)
    {
        var (tenant, plan) = (Tenant(), new Argument<string>("PLAN") { Description = "The plan, as 'holdfast admin plans list' shows it." });
        return Make(
            shell, "plan", "Give a tenant another plan. What it has beyond a lesser one stays and goes on; nothing is made anew that is above it.", "holdfast admin tenants plan north-ltd-1a2b3c4d PROFESSIONAL",
            tenant, [plan], (tenants, input, named, ct) => tenants.SetPlan(named, input.GetRequiredValue(plan).ToUpperInvariant(), ct));
    }

    private static Command Trial(Shell shell)
    {
        var plan = new Argument<string?>("PLAN") { Description = "The plan to try; not given, the trial that runs is extended.", Arity = ArgumentArity.ZeroOrOne };
        var (tenant, days) = (Tenant(), TenantPlans.Days("For how many days, or by how many, 1 to 365."));
        return Make(
            shell, "trial", "Let a tenant try another plan, or extend its trial.", "holdfast admin tenants trial north-ltd-1a2b3c4d PROFESSIONAL --days 30",
            tenant, [plan, days], (tenants, input, named, ct) => tenants.Trial(named, input.GetValue(plan)?.ToUpperInvariant(), input.GetValue(days)!.Value, ct));
    }

    private static Command EndTrial(Shell shell)
    {
        var tenant = Tenant();
        return Make(shell, "end-trial", "End a tenant's trial, now.", "holdfast admin tenants end-trial north-ltd-1a2b3c4d", tenant, [], (tenants, _, named, ct) => tenants.EndTrial(named, ct));
    }

    private static Command Flags(Shell shell)
    {
        var (tenant, flags) = (Tenant(), TenantPlans.Overrides());
        return Make(
            shell, "flags", "Turn parts of the product on or off in a tenant, whatever its plan says; of those that are not named the plan says it.", "holdfast admin tenants flags north-ltd-1a2b3c4d webhooks=on",
            tenant, [flags], (tenants, input, named, ct) => tenants.SetFlags(named, input.GetRequiredValue(flags), ct));
    }

    private static Command Quotas(Shell shell)
    {
        var (tenant, limits) = (Tenant(), Tenants.TenantQuotas.Limits());
        return Make(
            shell, "quotas", "Set the limits that a tenant has instead of its plan's; of quotas that are not named the plan's hold.", "holdfast admin tenants quotas north-ltd-1a2b3c4d seats=25 devices=500",
            tenant, [limits], (tenants, input, named, ct) => tenants.SetLimits(named, input.GetRequiredValue(limits), ct));
    }

    private static Command Place(Shell shell)
    {
        var (tenant, kind, database) = (Tenant(), Tenants.TenantPlacement.Kind(), Tenants.TenantPlacement.Database());
        return Make(
            shell, "place", "Have a tenant moved to another place by the running server: SHARED with the others, a SCHEMA of its own, or a DATABASE of its own.", "holdfast admin tenants place north-ltd-1a2b3c4d DATABASE --database north",
            tenant, [kind, database], (tenants, input, named, ct) => tenants.Place(named, input.GetRequiredValue(kind), input.GetValue(database), ct));
    }

    private static Argument<string> Tenant() => new("TENANT") { Description = "The tenant's id or slug." };

    private static Command Make(
        Shell shell, string name, string what, string example, Argument<string> tenant, Symbol[] symbols, Func<IOperatorTenants, ParseResult, string, CancellationToken, Task<Result<TenantTerms>>> act)
    {
        var data = AdminCommands.Data();
        return ApiCommand.MakeOffline(shell, name, $"""
            {what}

            {AdminCommands.Where}
            What is done to a tenant stands in its audit log.

            Example:
              {example}
            """, [tenant, .. symbols, data], async (input, report, ct) =>
        {
            var terms = await AdminCommands.AskHost(shell, input.GetValue(data), (host, stop) => act(host.Tenants, input, input.GetRequiredValue(tenant), stop), ct);
            report.Show(
                (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(terms, WireJson.Options)!,
                new Facts(
                    ("Tenant", $"{terms.Tenant.Name} ({terms.Tenant.Slug})"),
                    ("Plan", terms.Plan),
                    ("Trial", terms.Trial is null ? "none" : $"{terms.Trial}, until {AdminCommands.Moment(terms.TrialEndsAt!.Value)}"),
                    ("On", string.Join(" ", terms.FlagsOn)),
                    ("Place", terms.Place),
                    ("Limits", string.Join(" ", terms.Limits.Select(l => $"{l.Key}={l.Value}")))));
            return ExitCodes.Ok;
        });
    }
}
