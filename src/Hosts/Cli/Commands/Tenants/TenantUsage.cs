using System.CommandLine;
using System.Text;
using System.Text.Json;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Commands.Audit;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tenants;

/// <summary><c>holdfast tenants usage</c>: what is billed by.</summary>
internal static class TenantUsage
{
    private const int PageSize = 200;

    public static Command Make(Shell shell)
    {
        var id = new Argument<Guid?>("ID") { Description = "The tenant, as the list shows it; your own and all below it when not given.", Arity = ArgumentArity.ZeroOrOne };
        var period = Inputs.Text("--period", "The month in UTC, such as 2026-11; this one when not given.", "MONTH");
        var csv = new Option<bool>("--csv") { Description = "Write CSV, a line for each plan and each quota of each tenant." };
        var file = OutputFile.Option();
        var page = new PageOptions();
        return ApiCommand.Make(shell, "usage", """
            Show what tenants had and used in a month: their plans, and of each quota the peak, the total and the last figure.

            Examples:
              holdfast tenants usage --period 2026-11
              holdfast tenants usage --period 2026-11 --csv --out november.csv
              holdfast tenants usage 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --json
            """, [id, period, csv, file, .. page.All], async (call, ct) =>
        {
            var (one, month) = (call.Input.GetValue(id), call.Get(period));
            var path = one is { } tenant ? $"api/tenants/{tenant}/usage" : "api/usage";
            if (call.Get(csv))
            {
                await OutputFile.Write(call, call.Get(file), one is null ? await All(call, path, month, ct) : await call.Api.Get(Query.Of(path, ("period", month), ("format", "csv")), ct), "", ct);
                return;
            }

            if (one is not null)
            {
                call.Report.Show(await call.Api.Get(Query.Of(path, ("period", month)), ct), usage => Blocks(usage));
                return;
            }

            var answer = await call.Api.Get(Query.Of(path, ("period", month), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct);
            call.Report.Show(answer, usages => usages.List("items").SelectMany(Blocks));
            using var document = JsonDocument.Parse(answer);
            if (document.RootElement.Text("nextCursor") is { Length: > 0 } cursor)
            {
                call.Report.Hint($"There are more: repeat with --cursor {cursor}");
            }
        });
    }

    private static IEnumerable<Block> Blocks(JsonElement usage) =>
    [
        new Paragraph($"{usage.Text("name")} ({usage.Text("slug")}), {usage.Text("period")}: {string.Join(", ", usage.List("plans").Select(Plan))}"),
        Report.GridOf(usage.List("items"), "Nothing was counted.",
        [
            ("Quota", q => q.Text("quota")),
            ("Peak", q => q.Text("peak")),
            ("Total", q => q.Text("total")),
            ("Last", q => q.Text("last")),
        ]),
    ];

    private static string Plan(JsonElement plan) =>
        $"{plan.Text("plan")}{(plan.GetProperty("isTrial").GetBoolean() ? " on trial" : "")} from {plan.At("from")}{(plan.At("until") is { Length: > 0 } until ? $" to {until}" : "")}";

    // Page after page, with one header. The list of tenants has the same pages and says where the next one begins.
    private static async Task<string> All(Call call, string path, string? month, CancellationToken ct)
    {
        var whole = new StringBuilder();
        for (string? cursor = null; ;)
        {
            var page = await call.Api.Get(Query.Of(path, ("period", month), ("format", "csv"), ("limit", PageSize), ("cursor", cursor)), ct);
            whole.Append(cursor is null ? page : page[(page.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
            using var tenants = JsonDocument.Parse(await call.Api.Get(Query.Of("api/tenants", ("limit", PageSize), ("cursor", cursor)), ct));
            if (tenants.RootElement.Text("nextCursor") is not { Length: > 0 } next)
            {
                return whole.ToString();
            }

            cursor = next;
        }
    }
}
