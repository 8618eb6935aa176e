using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tenants;

/// <summary>Where tenants are: with the others, in a schema or in a database of their own.</summary>
internal static class TenantPlacement
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static Command Show(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "placement", """
            Show where a tenant is, how its last relocation goes or went, and where it could be.

            Example:
              holdfast tenants placement 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => ShowOne(call, await Ask(call.Api, call.Get(id), ct)));
    }

    public static Command Place(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var kind = Kind();
        var database = Database();
        var wait = new Option<bool>("--wait") { Description = "Wait until it is there, or stays where it is." };
        return ApiCommand.Make(shell, "place", """
            Move a tenant below your own to another place while it works: SHARED with the others, a SCHEMA of its own, or a DATABASE of its own.
            It is copied, what changes meanwhile brought after, closed to changes for a moment, compared, and opened there. Whatever fails leaves it where it was.

            Examples:
              holdfast tenants place 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f SCHEMA --wait
              holdfast tenants place 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f DATABASE --database north
            """, [id, kind, database, wait], async (call, ct) =>
        {
            await call.Api.Post($"api/tenants/{call.Get(id)}/placement", new JsonObject { ["kind"] = call.Get(kind).ToUpperInvariant(), ["database"] = call.Get(database) }, ct);
            var placement = await Ask(call.Api, call.Get(id), ct);
            while (call.Get(wait) && JsonNode.Parse(placement)!["relocation"]?["endedAt"] is null)
            {
                await Task.Delay(Look, ct);
                placement = await Ask(call.Api, call.Get(id), ct);
            }

            ShowOne(call, placement);
        });
    }

    public static Command Cancel(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "cancel-placement", """
            Cancel the relocation of a tenant below your own to another place: it stays where it is.

            Example:
              holdfast tenants cancel-placement 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Post($"api/tenants/{call.Get(id)}/placement/cancel", null, ct);
            ShowOne(call, await Ask(call.Api, call.Get(id), ct));
        });
    }

    public static Argument<string> Kind() => new("KIND") { Description = "SHARED, SCHEMA or DATABASE." };

    public static Option<string?> Database() => new("--database") { Description = "In which database, by the name that the operator gave it; left out, the server's own." };

    private static Task<string> Ask(ApiConnection api, Guid id, CancellationToken ct) => api.Get($"api/tenants/{id}/placement", ct);

    private static void ShowOne(Call call, string placement) => call.Report.Show(placement, p =>
    [
        new Facts(
            ("Place", Named(p.GetProperty("place"))),
            ("Since", p.At("since")),
            ("Relocation", p.GetProperty("relocation") is { ValueKind: JsonValueKind.Object } relocation ? Said(relocation) : "none"),
            ("Could be", string.Join(", ", p.List("choices").Select(Named)))),
    ]);

    private static string Named(JsonElement place) => $"{place.Text("kind")} in {place.Text("database")}";

    private static string Said(JsonElement relocation) =>
        $"{relocation.Text("state")}, from {Named(relocation.GetProperty("from"))} to {Named(relocation.GetProperty("to"))}, {relocation.Text("rowsCopied")} rows and {relocation.Text("rowsAfter")} after"
        + (relocation.Text("pauseMilliseconds") is { Length: > 0 } pause ? $", closed for {pause} ms" : "")
        + (relocation.Text("error") is { Length: > 0 } error ? $": {error}" : "");
}
