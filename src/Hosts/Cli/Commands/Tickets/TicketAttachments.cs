using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets attachments list|add|get</c>.</summary>
internal static class TicketAttachments
{
    private const int MaxBytes = 10 * 1024 * 1024;

    public static Command Make(Shell shell) => new("attachments", "See, add and fetch what is attached to a ticket.") { MakeList(shell), MakeAdd(shell), MakeGet(shell) };

    private static Command MakeList(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        return ApiCommand.Make(shell, "list", """
            List what is attached to a ticket.

            Example:
              holdfast tickets attachments list 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get($"api/tickets/{call.Get(id)}/attachments", ct),
            "Nothing is attached.",
            ("Name", a => a.Text("name")),
            ("Bytes", a => a.Text("size")),
            ("State", a => a.Word("state")),
            ("Found", a => a.Text("detail")),
            ("Added", a => a.At("addedAt")),
            ("By", a => a.Text("addedBy.name")),
            ("Id", a => a.Text("id"))));
    }

    private static Command MakeAdd(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var file = new Argument<string>("FILE") { Description = "What is attached: at most 10 MiB." };
        return ApiCommand.Make(shell, "add", """
            Attach a file to a ticket.

            Example:
              holdfast tickets attachments add 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f sshd.log
            """, [id, file], async (call, ct) =>
        {
            var path = call.Get(file);
            var name = Uri.EscapeDataString(Path.GetFileName(path));
            call.Report.Show(
                await call.Api.Upload($"api/tickets/{call.Get(id)}/attachments?name={name}", await Read(path, ct), ct),
                a => [new Paragraph(new Cell($"Attached {a.Text("name")}, SHA-256 {a.Text("sha256")}: {a.Text("state")}.", Tone.Good))]);
        });
    }

    private static Command MakeGet(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var attachment = new Argument<Guid>("ATTACHMENT") { Description = "The attachment's id." };
        var file = new Option<string>("--out") { Description = "The file that is written; it must not be there yet.", HelpName = "FILE", Required = true };
        return ApiCommand.Make(shell, "get", """
            Fetch an attachment's content into a file.

            Example:
              holdfast tickets attachments get 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f 0198c5a2-1111-7f00-8000-1a2b3c4d5e6f --out sshd.log
            """, [id, attachment, file], async (call, ct) =>
        {
            var path = call.Get(file)!;
            var content = await call.Api.Download($"api/tickets/{call.Get(id)}/attachments/{call.Get(attachment)}/content", ct);
            try
            {
                await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await stream.WriteAsync(content, ct);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw CliProblems.FileUnwritable(path, e.Message);
            }

            call.Report.Show(new JsonObject { ["file"] = path, ["bytes"] = content.Length }, new Paragraph($"Written to {path}, {content.Length} bytes."));
        });
    }

    private static async Task<byte[]> Read(string path, CancellationToken ct)
    {
        try
        {
            var size = new FileInfo(path).Length;
            return size > MaxBytes ? throw CliProblems.FileUnreadable(path, "it has more than 10 MiB.") : await File.ReadAllBytesAsync(path, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnreadable(path, e.Message);
        }
    }
}
