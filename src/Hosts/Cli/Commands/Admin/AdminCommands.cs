using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Hosts.Server;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Refusals;

namespace Holdfast.Hosts.Cli.Commands.Admin;

/// <summary><c>holdfast admin</c>: what the operator does on the server's own machine.</summary>
internal static class AdminCommands
{
    private const int MaxRefusals = 1000;

    /// <summary>What every command here says of itself.</summary>
    public const string Where = """
        It works on the server's own machine and asks no server: it needs the same DATABASE_URL, or the same data directory, and whoever may read those may do this.
        """;

    public static Command Make(Shell shell) => new("admin", "Look after accounts, the platform's own role, plans, tenants and the broker's keys, and see who was refused, on the server's own machine.")
    {
        Recover(shell), Unlock(shell), Invite(shell), Addresses(shell), Refusals(shell), AdminSuperAdmins.Make(shell), AdminPlans.Make(shell), AdminTenants.Make(shell), AdminBroker.Make(shell),
    };

    private static Command Recover(Shell shell)
    {
        var (email, data) = (Email(), Data());
        var factors = new Option<bool>("--second-factors") { Description = "Take their app, passkeys and recovery codes away as well, and end their sessions." };
        return ApiCommand.MakeOffline(shell, "recover", $"""
            Print a token with which somebody who has lost their password chooses another.

            {Where}
            The token is good once and for a few hours. Hand it to that person and to nobody else; it stands in their tenant's audit log that you made one.

            Example:
              holdfast admin recover ann@example.com
              holdfast admin recover ann@example.com --second-factors
            """, [email, factors, data], async (input, report, ct) =>
        {
            if (input.GetValue(factors))
            {
                await Ask(shell, input.GetValue(data), (accounts, stop) => accounts.ResetSecondFactors(input.GetRequiredValue(email), stop), ct);
            }

            var made = await Ask(shell, input.GetValue(data), (accounts, stop) => accounts.Recover(input.GetRequiredValue(email), stop), ct);
            report.Show(
                new JsonObject { ["token"] = made.Token, ["expiresAt"] = Moment(made.ExpiresAt) },
                new Paragraph(new Cell(made.Token, Tone.Good)),
                new Paragraph($"Good once, until {Moment(made.ExpiresAt)}: open /reset-password in the console, or run 'holdfast password reset'."));
            return ExitCodes.Ok;
        });
    }

    private static Command Unlock(Shell shell)
    {
        var (email, data) = (Email(), Data());
        return ApiCommand.MakeOffline(shell, "unlock", $"""
            Let somebody sign in at once who is locked out after failed attempts.

            {Where}

            Example:
              holdfast admin unlock ann@example.com
            """, [email, data], async (input, report, ct) =>
        {
            await Ask(shell, input.GetValue(data), (accounts, stop) => accounts.Unlock(input.GetRequiredValue(email), stop), ct);
            report.Show(new JsonObject { ["unlocked"] = input.GetRequiredValue(email) }, new Paragraph(new Cell($"{input.GetRequiredValue(email)} can sign in again.", Tone.Good)));
            return ExitCodes.Ok;
        });
    }

    private static Command Invite(Shell shell)
    {
        var data = Data();
        var days = new Option<int>("--days") { Description = "How long the invitation is good, 1 to 90.", HelpName = "N", DefaultValueFactory = _ => 7 };
        days.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var given) || given is < 1 or > 90))
            {
                result.AddError($"--days is a number from 1 to 90, not '{result.Tokens[0].Value}'.");
            }
        });
        return ApiCommand.MakeOffline(shell, "invite", $"""
            Print an invitation with which one company registers.

            {Where}
            Registration is open to all only where the server listens on this machine alone, or was started with --open-registration.

            Example:
              holdfast admin invite --days 2
            """, [days, data], async (input, report, ct) =>
        {
            var made = await Ask<HandedToken>(shell, input.GetValue(data), async (accounts, stop) => await accounts.Invite(TimeSpan.FromDays(input.GetValue(days)), stop), ct);
            report.Show(
                new JsonObject { ["invitation"] = made.Token, ["expiresAt"] = Moment(made.ExpiresAt) },
                new Paragraph(new Cell(made.Token, Tone.Good)),
                new Paragraph($"Good for one company, until {Moment(made.ExpiresAt)}: it is asked for on the console's page \"Register your company\"."));
            return ExitCodes.Ok;
        });
    }

    private static Command Addresses(Shell shell)
    {
        var data = Data();
        var release = Inputs.Text("--release", "Forget what is held against this address, or its network of 64 bits.", "ADDRESS");
        return ApiCommand.MakeOffline(shell, "addresses", $"""
            List the addresses from which nobody may try a password for now, those that wait longest first, or release one.

            {Where}

            Examples:
              holdfast admin addresses
              holdfast admin addresses --release 192.0.2.7
            """, [release, data], async (input, report, ct) =>
        {
            if (input.GetValue(release) is { } address)
            {
                await Ask(shell, input.GetValue(data), (accounts, stop) => accounts.ReleaseAddress(address, stop), ct);
                report.Show(new JsonObject { ["released"] = address }, new Paragraph(new Cell($"Sign-ins from {address} are free again.", Tone.Good)));
                return ExitCodes.Ok;
            }

            var found = await Ask<BlockedAddress[]>(shell, input.GetValue(data), async (accounts, stop) => await accounts.BlockedAddresses(MaxRefusals, stop), ct);
            report.Show(
                new JsonObject
                {
                    ["items"] = new JsonArray([.. found.Select(b => (JsonNode)new JsonObject { ["address"] = b.Network, ["failures"] = b.Failures, ["lastAt"] = Moment(b.LastAt), ["blockedUntil"] = Moment(b.BlockedUntil) })]),
                },
                new Grid(
                    ["Address", "Failures", "Last", "Blocked until"],
                    [.. found.Select(b => new Cell[] { b.Network, b.Failures.ToString(CultureInfo.InvariantCulture), Moment(b.LastAt), Moment(b.BlockedUntil) })],
                    "No address is blocked."));
            return ExitCodes.Ok;
        });
    }

    private static Command Refusals(Shell shell)
    {
        var data = Data();
        var since = Inputs.Time("--since", "Not before; the last 24 hours when not given.");
        return ApiCommand.MakeOffline(shell, "refusals", $"""
            Show who was refused before it was known who they are: the platform's own log.

            {Where}
            Counted by the minute, by the code of the problem that was answered, and by network. What is known to be a tenant's stands in that tenant's audit log.

            Example:
              holdfast admin refusals --since 2026-01-31
            """, [since, data], async (input, report, ct) =>
        {
            var from = input.GetValue(since) is { } given ? DateTimeOffset.Parse(given, CultureInfo.InvariantCulture) : shell.Time.GetUtcNow() - TimeSpan.FromDays(1);
            var found = await AskHost<Refusal[]>(shell, input.GetValue(data), async (host, stop) => await host.Refusals.Read(from, MaxRefusals, stop), ct);
            report.Show(
                new JsonObject
                {
                    ["items"] = new JsonArray([.. found.Select(r => (JsonNode)new JsonObject { ["at"] = Moment(r.At), ["kind"] = r.Kind, ["network"] = r.Network, ["count"] = r.Count })]),
                },
                new Grid(
                    ["At", "Kind", "Network", "Count"],
                    [.. found.Select(r => new Cell[] { Moment(r.At), r.Kind, r.Network, r.Count.ToString(CultureInfo.InvariantCulture) })],
                    "Nobody was refused."));
            return ExitCodes.Ok;
        });
    }

    private static Task<T> Ask<T>(Shell shell, string? data, Func<IOperatorAccounts, CancellationToken, Task<Result<T>>> work, CancellationToken ct) =>
        AskHost(shell, data, (host, stop) => work(host.Accounts, stop), ct);

    public static async Task<T> AskHost<T>(Shell shell, string? data, Func<OperatorHost, CancellationToken, Task<Result<T>>> work, CancellationToken ct)
    {
        var done = await Serving.Administer(data is null ? [] : ["--data", data], shell.Variables, work, ct);
        return done.Succeeded ? done.Value : throw CliProblems.OfServer(done.Problem);
    }

    public static Argument<string> Email() => new("EMAIL") { Description = "The person's address." };

    public static Option<string?> Data() => Inputs.Text("--data", "The server's data directory. .holdfast, or /var/lib/holdfast as root.", "DIR");

    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
