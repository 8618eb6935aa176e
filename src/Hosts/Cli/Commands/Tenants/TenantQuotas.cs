using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tenants;

/// <summary><c>holdfast tenants quotas</c> and <c>set-quotas</c>.</summary>
internal static class TenantQuotas
{
    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Columns =
    [
        ("Quota", q => q.Text("quota")),
        ("Used", q => q.Text("used")),
        ("Reserved", q => q.Text("reserved")),
        ("Limit", q => q.Text("limit")),
        ("From", q => q.Text("from")),
        ("Resets", q => q.At("resetsAt")),
        ("Until", q => q.At("expiresAt")),
        ("What", q => q.Text("meaning")),
    ];

    public static Command Show(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "quotas", """
            Show what a tenant has of everything that is counted, and how much it may have.

            Example:
              holdfast tenants quotas 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => ShowAll(call, await call.Api.Get($"api/tenants/{call.Get(id)}/quotas", ct)));
    }

    public static Command Set(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var limits = Limits();
        var until = Inputs.Time("--until", "From when on the plan's limits hold again.");
        return ApiCommand.Make(shell, "set-quotas", """
            Set the limits that a tenant below your own has instead of its plan's; none beyond your own.

            Examples:
              holdfast tenants set-quotas 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f seats=25 devices=500
              holdfast tenants set-quotas 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f devices=900 --until 2027-01-31
              holdfast tenants set-quotas 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, limits, until], async (call, ct) =>
        {
            var own = new JsonArray([.. call.Get(limits).Select(l => new JsonObject { ["quota"] = l.Quota, ["limit"] = l.Limit, ["expiresAt"] = call.Get(until) })]);
            ShowAll(call, await call.Api.Put($"api/tenants/{call.Get(id)}/quotas", new JsonObject { ["limits"] = own }, ct));
        });
    }

    /// <summary>Limits, such as seats=25.</summary>
    public static Argument<(string Quota, long Limit)[]> Limits() => new("QUOTA=LIMIT")
    {
        Description = "Its own limits, such as seats=25. Of a quota that is not named the plan's limit holds, or the usual one.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.Select(token => Read(token.Value, result.AddError))],
    };

    private static (string Quota, long Limit) Read(string text, Action<string> refuse)
    {
        if (text.Split('=') is [{ Length: > 0 } quota, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            return (quota, limit);
        }

        refuse($"'{text}' is no limit; one looks like seats=25.");
        return default;
    }

    private static void ShowAll(Call call, string quotas) => call.Report.Show(quotas, all => [Report.GridOf([.. all.GetProperty("items").EnumerateArray()], "No quotas.", Columns)]);
}
