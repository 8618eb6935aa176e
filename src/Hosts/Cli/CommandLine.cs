using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Holdfast.Hosts.Cli.Commands;
using Holdfast.Hosts.Cli.Commands.Actions;
using Holdfast.Hosts.Cli.Commands.Admin;
using Holdfast.Hosts.Cli.Commands.Audit;
using Holdfast.Hosts.Cli.Commands.Devices;
using Holdfast.Hosts.Cli.Commands.Integrations;
using Holdfast.Hosts.Cli.Commands.Keys;
using Holdfast.Hosts.Cli.Commands.Members;
using Holdfast.Hosts.Cli.Commands.Playbooks;
using Holdfast.Hosts.Cli.Commands.Roles;
using Holdfast.Hosts.Cli.Commands.Tenants;
using Holdfast.Hosts.Cli.Commands.Tickets;
using Holdfast.Hosts.Cli.Demo;

namespace Holdfast.Hosts.Cli;

/// <summary>The table of contents of the command line, and how a run of it ends.</summary>
internal static class CommandLine
{
    // A server drains for up to five minutes before it ends; commands end by themselves as soon as they are told.
    private static readonly TimeSpan TerminationTime = TimeSpan.FromMinutes(6);

    private const string Notes = $"""
        First steps:
          holdfast serve                            run a server on this machine
          holdfast login --email ann@example.com    sign in (register first, in the browser)
          holdfast devices list                     what reports, and how healthy it is
          holdfast tickets list --execution pending what waits for a decision

        Every command that talks to a server takes --json and prints exactly one document.

        {ExitCodes.Explained}

        Environment: {Shell.ServerVariable} (the server's address), {Shell.TokenVariable} (an access token), {Shell.TenantVariable} (a tenant below your own), NO_COLOR.
        """;

    public static async Task<int> Run(Shell shell, string[] args)
    {
        // A text may begin with @: it is a text, not a file of arguments.
        var parsed = Root(shell).Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not ParseErrorAction wrong)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = shell.Out, Error = shell.Error, ProcessTerminationTimeout = TerminationTime });
        }

        // Whoever types 'holdfast tickets' wants to know what there is.
        wrong.ShowHelp = parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0;
        await parsed.InvokeAsync(new InvocationConfiguration { Output = shell.Error, Error = shell.Error });
        await shell.Error.WriteLineAsync($"Run '{PathOf(parsed.CommandResult.Command)} --help' to see what it takes.");
        return ExitCodes.Usage;
    }

    private static RootCommand Root(Shell shell)
    {
        var root = new RootCommand("Holdfast: from a signal, to an authorised action, to a proof.")
        {
            LoginCommand.Make(shell),
            LogoutCommand.Make(shell),
            WhoAmICommand.Make(shell),
            PasswordCommands.Make(shell),
            SessionCommands.Make(shell),
            new Command("devices", "See the machines that report.") { ListDevices.Make(shell), ShowDevice.Make(shell) },
            new Command("tickets", "See, open, change, discuss, execute and hand on tickets.")
            {
                ListTickets.Make(shell), ShowTicket.Make(shell), OpenTicket.Make(shell), UpdateTicket.Make(shell), UpdateTicket.MakeClose(shell), UpdateTicket.MakeAssign(shell),
                UpdateTicket.MakeWatch(shell), CommentTicket.Make(shell), TicketHistory.MakeObserve(shell), ExecuteTicket.Make(shell), TicketCustody.MakeHandOn(shell),
                TicketCustody.MakeAccept(shell), TicketCustody.MakeHandBack(shell), TicketCustody.MakeList(shell), TicketHistory.MakeTimeline(shell), TicketHistory.MakeSimilar(shell),
                TicketHistory.MakeMerge(shell), TicketHistory.MakeUnmerge(shell), TicketAttachments.Make(shell), BulkTickets.Make(shell),
                TicketRules.Make(shell), TicketViews.Make(shell), TicketTerms.Make(shell), TicketTerms.MakeFigures(shell),
            },
            IntegrationCommands.Make(shell),
            AlertCommands.Make(shell),
            ActionCommands.Make(shell),
            PlaybookCommands.Make(shell),
            RoleCommands.Make(shell),
            AssignmentCommands.Make(shell),
            UserGroupCommands.Make(shell),
            PolicyCommands.Make(shell),
            AccessCommands.Make(shell),
            KeyCommands.Make(shell),
            TenantCommands.Make(shell),
            PlatformCommands.Make(shell),
            MemberCommands.Make(shell),
            MailCommands.Make(shell),
            DomainCommands.Make(shell),
            AddressCommands.Make(shell),
            ScimCommands.Make(shell),
            SingleSignOnCommands.Make(shell),
            new Command("audit", "Search the audit log, take proofs out of it, and verify them without the server.")
            {
                ListAudit.Make(shell), ProveAudit.Make(shell), VerifyAudit.Make(shell), ShowAuditKey.Make(shell), KeepCheckpoint.Make(shell),
            },
            ServeCommand.Make(shell),
            DemoCommand.Make(shell),
            DatabaseCommand.Make(shell),
            AdminCommands.Make(shell),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithNotes((HelpAction)help.Action!, Notes);
        return root;
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "holdfast";
}

/// <summary>A command with more to say than one line: examples above all.</summary>
/// <param name="name">What is typed.</param>
/// <param name="text">The first line stands in lists of commands; what follows the empty line after it ends the command's own help.</param>
internal sealed class ExplainedCommand(string name, string text) : Command(name, text.Split("\n\n", 2)[0])
{
    public string Notes { get; } = text.Split("\n\n", 2) is [_, var notes] ? notes : "";
}

/// <summary>The usual help, then the notes.</summary>
internal sealed class HelpWithNotes(HelpAction help, string rootNotes) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var notes = parseResult.CommandResult.Command switch
        {
            RootCommand => rootNotes,
            ExplainedCommand explained => explained.Notes,
            _ => "",
        };
        if (notes.Length > 0)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(notes);
        }

        return result;
    }
}
