using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Integrations;

/// <summary><c>holdfast integrations receivers</c>: addresses to which products post.</summary>
internal static class ReceiverCommands
{
    public static Command Make(Shell shell) => new("receivers", "Addresses to which an integration's product posts.") { List(shell), Add(shell), Close(shell) };

    private static Command List(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "list", """
            List the addresses to which an integration's product posts, without their tokens.

            Example:
              holdfast integrations receivers list 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"api/integrations/{call.Get(id)}/receivers", ct), list => list.EnumerateArray().Select(each => new Facts(
            ("Takes", each.Text("inbound")), ("Since", each.At("createdAt")), ("Id", each.Text("id"))))));
    }

    private static Command Add(Shell shell)
    {
        var id = Id();
        var inbound = new Argument<string>("DOCUMENT") { Description = "Which of the connector's documents it takes, such as grafana.alert_webhook." };
        return ApiCommand.Make(shell, "add", """
            Make an address to which the product posts. It is shown this once; what comes there still has to prove that it is the product's.

            Example:
              holdfast integrations receivers add 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f grafana.alert_webhook
            """, [id, inbound], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/integrations/{call.Get(id)}/receivers", new JsonObject { ["inbound"] = call.Get(inbound) }, ct),
            made => [new Facts(("Path", new Cell(made.Text("path"), Tone.Good)), ("Takes", made.Text("inbound")), ("Id", made.Text("id")))]));
    }

    private static Command Close(Shell shell)
    {
        var id = Id();
        var receiver = new Argument<Guid>("RECEIVER") { Description = "Its id, as the list shows it." };
        return ApiCommand.Make(shell, "close", """
            Take nothing more at an address.

            Example:
              holdfast integrations receivers close 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f 0198c5a2-9d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, receiver], async (call, ct) =>
        {
            await call.Api.Delete($"api/integrations/{call.Get(id)}/receivers/{call.Get(receiver)}", ct);
            call.Report.Show(new JsonObject { ["closed"] = call.Get(receiver) }, new Paragraph(new Cell("Nothing is taken there any more.", Tone.Good)));
        });
    }

    private static Argument<Guid> Id() => Inputs.Id("The integration, as the list shows it.");
}
