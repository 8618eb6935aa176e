using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast platform</c>: what people with the platform's own role see of it from anywhere; the operator has the same at the machine.</summary>
internal static class PlatformCommands
{
    private const string Addresses = "api/platform/blocked-addresses";

    public static Command Make(Shell shell) => new("platform", "With the platform's own role SUPER_ADMIN: read its log, see and release blocked addresses, see the broker's keys.")
    {
        Log(shell), Refusals(shell), ListAddresses(shell), BrokerKeys(shell),
    };

    private static Command Log(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "log", """
            Show what was changed by people with the platform's own role, wherever they acted, the newest first.

            Example:
              holdfast platform log
            """, page.All, async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/platform/entries", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "Nothing yet.",
            ("At", e => e.At("at")),
            ("Who", e => e.Text("userEmail") is { Length: > 0 } email ? email : e.Text("userName")),
            ("What", e => e.Text("operation")),
            ("In tenant", e => e.Text("inTenantId")),
            ("About", e => e.Text("subjectId")),
            ("Problem", e => e.Text("error")),
            ("Ended", e => e.At("endedAt"))));
    }

    private static Command Refusals(Shell shell)
    {
        var since = Inputs.Time("--since", "Not before; the last 24 hours when not given.");
        return ApiCommand.Make(shell, "refusals", """
            Show who was refused before it was known who they are, by the minute, the problem that was answered and the network.

            Example:
              holdfast platform refusals --since 2026-01-31
            """, [since], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/platform/refusals", ("since", call.Get(since))), ct),
            "Nobody was refused.",
            ("At", r => r.At("at")),
            ("Kind", r => r.Text("kind")),
            ("Network", r => r.Text("network")),
            ("Count", r => r.Text("count"))));
    }

    private static Command ListAddresses(Shell shell)
    {
        var release = Inputs.Text("--release", "Forget what is held against this address, or its network of 64 bits.", "ADDRESS");
        return ApiCommand.Make(shell, "addresses", """
            List all addresses from which nobody may try a password for now, or release one for everybody.

            To release one needs a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Examples:
              holdfast platform addresses
              holdfast platform addresses --release 192.0.2.7
            """, [release], async (call, ct) =>
        {
            if (call.Get(release) is { } address)
            {
                await call.Api.Delete($"{Addresses}/{Uri.EscapeDataString(address)}", ct);
                call.Report.Show(new JsonObject { ["released"] = address }, new Paragraph(new Cell($"Sign-ins from {address} are free again.", Tone.Good)));
                return;
            }

            call.Report.ShowPage(
                await call.Api.Get(Addresses, ct),
                "No address is blocked.",
                ("Address", a => a.Text("address")),
                ("Failures", a => a.Text("failures")),
                ("Last", a => a.At("lastAt")),
                ("Blocked until", a => a.At("blockedUntil")));
        });
    }

    private static Command BrokerKeys(Shell shell) => ApiCommand.Make(shell, "broker-keys", """
        List the broker's keys: their kind, public half, state, and since when. They are rotated at the machine.

        Example:
          holdfast platform broker-keys
        """, [], async (call, ct) => call.Report.ShowPage(
        await call.Api.Get("api/platform/broker-keys", ct),
        "There are no keys yet.",
        ("Kind", k => k.Text("kind")),
        ("State", k => k.Text("state")),
        ("Public key", k => k.Text("publicKey")),
        ("Since", k => k.At("since")),
        ("Until", k => k.At("retireAt"))));
}
