using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast addresses</c>: from where nobody may sign in for now, and from where the tenant's people always may.</summary>
internal static class AddressCommands
{
    private const string Blocked = "api/blocked-addresses";
    private const string Allowed = "api/allowed-addresses";

    public static Command Make(Shell shell) => new("addresses", "See and release addresses from which nobody may sign in for now, and allow your own.")
    {
        ListBlocked(shell), Release(shell), ListAllowed(shell), Allow(shell), Disallow(shell),
    };

    private static Command ListBlocked(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "blocked", """
            List addresses from which nobody may try a password for now, of those that tried your tenant's accounts.

            Example:
              holdfast addresses blocked
            """, page.All, async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Blocked, ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No address that tried your accounts is blocked.",
            ("Address", a => a.Text("address")),
            ("Attempts", a => a.Text("attempts")),
            ("Last", a => a.At("lastAt")),
            ("Blocked until", a => a.At("blockedUntil")),
            ("Released until", a => a.At("releasedUntil"))));
    }

    private static Command Release(Shell shell)
    {
        var address = new Argument<string>("ADDRESS") { Description = "As it is listed, or any address of its network." };
        return ApiCommand.Make(shell, "release", """
            Let your tenant's accounts be tried again from an address that is blocked. For the accounts of others it stays blocked.

            Needs a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Example:
              holdfast addresses release 192.0.2.7
            """, [address], async (call, ct) =>
        {
            await call.Api.Delete($"{Blocked}/{Uri.EscapeDataString(call.Get(address)!)}", ct);
            call.Report.Show(new JsonObject { ["released"] = call.Get(address) }, new Paragraph(new Cell($"Your accounts can be tried from {call.Get(address)} again.", Tone.Good)));
        });
    }

    private static Command ListAllowed(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "allowed", """
            List addresses and networks from which your tenant's people may always try to sign in, the newest first.

            Example:
              holdfast addresses allowed
            """, page.All, async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Allowed, ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "None.",
            ("Network", a => a.Text("network")),
            ("Note", a => a.Text("note")),
            ("Since", a => a.At("createdAt")),
            ("Id", a => a.Text("id"))));
    }

    private static Command Allow(Shell shell)
    {
        var network = new Argument<string>("NETWORK") { Description = "An address, or the first address of a network with its length: 192.0.2.0/24." };
        var note = Inputs.Text("--note", "Whose it is.", "TEXT");
        return ApiCommand.Make(shell, "allow", """
            Let your tenant's people always try to sign in from an address or network, whatever others did from there. Guesses at one account are counted all the same.

            Needs a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Example:
              holdfast addresses allow 192.0.2.0/24 --note "Office"
            """, [network, note], async (call, ct) => call.Report.Show(
            await call.Api.Post(Allowed, new JsonObject { ["network"] = call.Get(network), ["note"] = call.Get(note) ?? "" }, ct),
            made => [new Facts(("Network", made.Text("network")), ("Note", made.Text("note")), ("Id", made.Text("id")))]));
    }

    private static Command Disallow(Shell shell)
    {
        var id = Inputs.Id("What is allowed: its id.");
        return ApiCommand.Make(shell, "disallow", """
            Treat an address or network like any other again.

            Example:
              holdfast addresses disallow 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Allowed}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["disallowed"] = call.Get(id) }, new Paragraph(new Cell("It is like any other again.", Tone.Good)));
        });
    }
}
