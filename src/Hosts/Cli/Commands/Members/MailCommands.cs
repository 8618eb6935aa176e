using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Members;

/// <summary><c>holdfast mails</c>: what was written to people.</summary>
internal static class MailCommands
{
    public static Command Make(Shell shell) => new("mails", "See what was written to people, and read what was not sent.") { List(shell), Show(shell), Retry(shell), Delete(shell) };

    private static Command List(Shell shell)
    {
        var state = Inputs.Word("--state", "Only those that have come this far", "WAITING", "SENT", "FAILED", "EXPIRED");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List mails, the newest first.

            Example:
              holdfast mails list --state waiting
            """, [state, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/mails", ("state", call.Get(state)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No mails.",
            ("To", m => m.Text("recipient")),
            ("About", m => m.Text("subject")),
            ("State", m => m.Text("state")),
            ("Error", m => m.Text("error")),
            ("Written", m => m.At("createdAt")),
            ("Id", m => m.Text("id"))));
    }

    private static Command Show(Shell shell)
    {
        var id = Inputs.Id("The mail, as the list shows it.");
        return ApiCommand.Make(shell, "show", """
            Read a mail that was not sent. It may hold a link that is for its recipient alone; that you read it stands in the audit log.

            Example:
              holdfast mails show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(
            await call.Api.Get($"api/mails/{call.Get(id)}", ct),
            read => [new Facts(("To", read.Text("mail.recipient")), ("About", read.Text("mail.subject")), ("State", read.Text("mail.state"))), new Paragraph(read.Text("text"))]));
    }

    private static Command Retry(Shell shell)
    {
        var id = Inputs.Id("The mail, as the list shows it.");
        return ApiCommand.Make(shell, "retry", """
            Send a mail once more that failed.

            Example:
              holdfast mails retry 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/mails/{call.Get(id)}/retry", new JsonObject(), ct), mail => [new Facts(("To", mail.Text("recipient")), ("State", mail.Text("state")))]));
    }

    private static Command Delete(Shell shell)
    {
        var id = Inputs.Id("The mail, as the list shows it.");
        return ApiCommand.Make(shell, "delete", """
            Take a mail back that was not sent.

            Example:
              holdfast mails delete 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"api/mails/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["deleted"] = call.Get(id) }, new Paragraph(new Cell("The mail is not sent.", Tone.Good)));
        });
    }
}
