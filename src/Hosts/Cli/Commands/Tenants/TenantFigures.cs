using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tenants;

/// <summary>How tenants below stand, and what the own one shows to those above.</summary>
internal static class TenantFigures
{
    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Columns =
    [
        ("Name", f => f.Text("name")),
        ("Score", f => f.Text("score")),
        ("Findings", f => f.Text("openFindings")),
        ("Devices", f => f.Text("devices")),
        ("Reporting", f => f.Text("reporting")),
        ("Tickets", f => f.Text("openTickets")),
        ("As of", f => f.At("at")),
        ("Id", f => f.Text("tenantId")),
    ];

    public static Command Show(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "figures", """
            List how the tenants below your own stand, as far as they show it, the newest first.

            Example:
              holdfast tenants figures
            """, [.. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/tenant-figures", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct), "No tenants below yours.", Columns));
    }

    public static Command Share(Shell shell)
    {
        var id = Inputs.Id("Your tenant.");
        var figures = new Argument<string[]>("FIGURE") { Description = "SCORE, DEVICES, TICKETS, USE; none to show nothing.", Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = _ => [] };
        return ApiCommand.Make(shell, "share", """
            Say what people of the tenants above yours see of how it stands. What is not named is gone at once.

            Examples:
              holdfast tenants share 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f score devices
              holdfast tenants share 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, figures], async (call, ct) => call.Report.Show(
            await call.Api.Put(
                $"api/tenants/{call.Get(id)}/shared-figures",
                new JsonObject { ["figures"] = new JsonArray([.. call.Get(figures).Select(f => (JsonNode)f.ToUpperInvariant())]) },
                ct),
            tenant => [new Facts(("Tenant", tenant.Text("name")), ("Those above see", string.Join(", ", tenant.GetProperty("shared").EnumerateArray().Select(f => f.GetString()))))]));
    }
}
