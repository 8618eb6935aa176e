using System.CommandLine;
using System.Text.Json;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets terms|figures</c>.</summary>
internal static class TicketTerms
{
    private const string Path = "api/tickets/sla";

    public static Command Make(Shell shell) => new("terms", "See and set how soon tickets are to be taken on and closed.") { Show(shell), Set(shell), Forget(shell) };

    public static Command MakeFigures(Shell shell)
    {
        var period = Inputs.Word("--period", "How long the spans are", "DAY", "WEEK", "MONTH");
        var from = Inputs.Time("--from", "Only tickets opened from then on; 90 days ago when left out.");
        var to = Inputs.Time("--to", "Only tickets opened before.");
        return ApiCommand.Make(shell, "figures", """
            Show how tickets fared, by when they were opened; times are means in hours.

            Example:
              holdfast tickets figures --period week
            """, [period, from, to], async (call, ct) => call.Report.Show(
            await call.Api.Get(Query.Of("api/tickets/figures", ("period", call.Get(period)), ("from", call.Get(from)), ("to", call.Get(to))), ct),
            figures => [Report.GridOf(
                figures.List("periods"),
                "No ticket was opened in this time.",
                [
                    ("From", p => p.At("from")), ("Opened", p => p.Text("opened")), ("Closed", p => p.Text("closed")), ("Late", p => p.Text("missed")), ("Detect", p => Hours(p, "detectSeconds")),
                    ("Acknowledge", p => Hours(p, "acknowledgeSeconds")), ("Resolve", p => Hours(p, "resolveSeconds")), ("Reopened", p => p.Text("reopened")),
                    ("Executed", p => p.Text("executed")), ("Verified", p => Share(p, "verifiedRate")),
                ])]));
    }

    private static Command Show(Shell shell) => ApiCommand.Make(shell, "show", """
        Show how soon tickets are to be taken on and closed, and when people work.

        Examples:
          holdfast tickets terms show
          holdfast tickets terms show --json > terms.json
        """, [], async (call, ct) => call.Report.Show(await call.Api.Get(Path, ct), Blocks));

    private static Command Set(Shell shell)
    {
        var file = new Argument<string>("TERMS") { Description = "A JSON object as show --json gives it, or @FILE to read it from a file." };
        return ApiCommand.Make(shell, "set", """
            Set how soon tickets are to be taken on and closed. It holds for tickets that are opened, made better or worse, or opened again from then on.

            Example:
              holdfast tickets terms set @terms.json
            """, [file], async (call, ct) =>
        {
            var terms = JsonText.Read("TERMS", call.Get(file)!);
            // What a show says besides is no part of them.
            terms.Remove("isUsual");
            terms.Remove("version");
            call.Report.Show(await call.Api.Put(Path, terms, ct), Blocks);
        });
    }

    private static Command Forget(Shell shell) => ApiCommand.Make(shell, "forget", """
        Go back to the terms of the tenant's plan.

        Example:
          holdfast tickets terms forget
        """, [], async (call, ct) =>
    {
        await call.Api.Delete(Path, ct);
        call.Report.Show(await call.Api.Get(Path, ct), Blocks);
    });

    private static IEnumerable<Block> Blocks(JsonElement terms)
    {
        yield return new Facts(
            ("Terms", terms.Text("isUsual") == "True" ? "those of the plan" : "the tenant's own"),
            ("Time zone", terms.Text("timeZone")),
            ("Hours", string.Join(", ", terms.List("hours").Select(h => $"{h.Text("day")} {h.Text("from")}-{h.Text("to")}"))),
            ("Holidays", string.Join(", ", terms.List("holidays").Select(d => d.GetString()))));
        yield return Report.GridOf(
            terms.List("targets"),
            "There is no clock.",
            [
                ("Severity", t => t.Word("severity")), ("Acknowledge", t => Minutes(t, "acknowledgeMinutes")), ("Resolve", t => Minutes(t, "resolveMinutes")),
                ("Counts", t => t.Text("inBusinessHours") == "True" ? "working time" : "all time"),
            ]);
    }

    private static Cell Minutes(JsonElement target, string name) => new(target.Text(name) is { Length: > 0 } minutes ? $"{minutes} min" : "");

    private static Cell Hours(JsonElement period, string name) =>
        new(period.GetProperty(name) is { ValueKind: JsonValueKind.Number } seconds ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seconds.GetDouble() / 3600:F1}") : "");

    private static Cell Share(JsonElement period, string name) =>
        new(period.GetProperty(name) is { ValueKind: JsonValueKind.Number } share ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share.GetDouble() * 100:F0} %") : "");
}
