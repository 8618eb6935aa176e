using System.CommandLine;
using System.Text.Json;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Hosts.Cli.Sessions;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary>What a command gets to work with.</summary>
/// <param name="Shell">The surroundings.</param>
/// <param name="Input">The parsed command line.</param>
/// <param name="Report">Where results go.</param>
/// <param name="Transport">The server, without a credential.</param>
/// <param name="Session">The saved session's file.</param>
internal sealed record Call(Shell Shell, ParseResult Input, Report Report, Transport Transport, SessionFile Session)
{
    /// <summary>The API as the caller: by the given token, else by the saved session.</summary>
    public ApiConnection Api => new(Transport, GivenToken is { } token ? new GivenToken(token) : new SessionCredential(Session, Transport, Shell.Time));

    /// <summary>--token or its variable.</summary>
    public string? GivenToken => Input.GetValue(Shell.Options.Token) ?? Shell.Variable(Shell.TokenVariable);

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => Input.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T Get<T>(Argument<T> argument) => Input.GetRequiredValue(argument);
}

/// <summary>The options of everything that talks to a server; one set for all commands of a command line, which they know as their own.</summary>
internal sealed class ApiOptions
{
    public Option<string?> Server { get; } = new("--server")
    {
        Description = $"The server's address. Otherwise {Shell.ServerVariable}, the saved session's server, or {ServerAddress.Default}.",
        HelpName = "URL",
    };

    public Option<string?> Token { get; } = new("--token")
    {
        Description = $"An access token to use instead of the saved session. Better set {Shell.TokenVariable}: a command line can be read by others on this machine.",
        HelpName = "TOKEN",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the API's JSON, one document; problems are JSON on standard error." };

    public Option<int> Timeout { get; } = new("--timeout") { Description = "Seconds to wait for an answer, 1 to 600.", HelpName = "SECONDS", DefaultValueFactory = _ => 60 };

    public Option<string?> In { get; } = new("--in")
    {
        Description = $"The id or slug of a tenant below your own to act in, after 'holdfast tenants enter'. Otherwise {Shell.TenantVariable}, or your own.",
        HelpName = "TENANT",
    };

    public ApiOptions() => Timeout.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var seconds) || seconds is < 1 or > 600))
        {
            result.AddError($"--timeout is a number of seconds from 1 to 600, not '{result.Tokens[0].Value}'.");
        }
    });
}

/// <summary>Makes commands that talk to a server: common options, connection, and one place where failures end.</summary>
internal static class ApiCommand
{
    public static Command Make(Shell shell, string name, string description, Symbol[] symbols, Func<Call, CancellationToken, Task> run) =>
        Make(shell, name, description, symbols, async (call, ct) =>
        {
            await run(call, ct);
            return ExitCodes.Ok;
        });

    /// <summary>The same with an exit code of its own.</summary>
    public static Command Make(Shell shell, string name, string description, Symbol[] symbols, Func<Call, CancellationToken, Task<int>> run)
    {
        var command = Describe(name, description, symbols);
        command.Options.Add(shell.Options.Json);
        command.Options.Add(shell.Options.Server);
        command.Options.Add(shell.Options.Token);
        command.Options.Add(shell.Options.In);
        command.Options.Add(shell.Options.Timeout);
        command.SetAction((input, ct) => Ending(shell, input, async report =>
        {
            var session = new SessionFile(shell.ConfigFolder, shell.Time);
            using var transport = new Transport(Server(shell, input, session), TimeSpan.FromSeconds(input.GetValue(shell.Options.Timeout)), shell.Time) { Tenant = Tenant(shell, input) };
            try
            {
                return await run(new Call(shell, input, report, transport, session), ct);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException)
            {
                throw CliProblems.NotHoldfast(transport.Server);
            }
        }));
        return command;
    }

    /// <summary>A command that needs no server.</summary>
    public static Command MakeOffline(Shell shell, string name, string description, Symbol[] symbols, Func<ParseResult, Report, CancellationToken, Task<int>> run)
    {
        var command = Describe(name, description, symbols);
        command.Options.Add(shell.Options.Json);
        command.SetAction((input, ct) => Ending(shell, input, report => run(input, report, ct)));
        return command;
    }

    private static ExplainedCommand Describe(string name, string description, Symbol[] symbols)
    {
        var command = new ExplainedCommand(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        return command;
    }

    private static async Task<int> Ending(Shell shell, ParseResult input, Func<Report, Task<int>> run)
    {
        var report = new Report(shell, input.GetValue(shell.Options.Json));
        try
        {
            return await run(report);
        }
        catch (FailureException e)
        {
            return report.Tell(e.Failure);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static string? Tenant(Shell shell, ParseResult input) => (input.GetValue(shell.Options.In) ?? shell.Variable(Shell.TenantVariable)) is { Length: > 0 } named ? named : null;

    private static Uri Server(Shell shell, ParseResult input, SessionFile session)
    {
        var named = input.GetValue(shell.Options.Server) ?? shell.Variable(Shell.ServerVariable);
        return named is not null ? ServerAddress.Parse(named) : SavedServer(session) ?? ServerAddress.Parse(ServerAddress.Default);
    }

    // Whoever signs in anew, or brings a token, is not held up by a damaged file.
    private static Uri? SavedServer(SessionFile session)
    {
        try
        {
            return session.Read()?.Server;
        }
        catch (FailureException)
        {
            return null;
        }
    }
}
