using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary>Where a document goes that is to be kept as it is: a file, or standard output.</summary>
internal static class OutputFile
{
    public static Option<string?> Option() => Inputs.Text("--out", "Write to this file instead of standard output.", "FILE");

    /// <summary>Writes the document.</summary>
    public static async Task Write(Call call, string? path, string document, string next, CancellationToken ct)
    {
        if (path is null)
        {
            await call.Shell.Out.WriteAsync(document.EndsWith('\n') ? document : document + "\n");
            return;
        }

        try
        {
            await File.WriteAllTextAsync(path, document, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnwritable(path, e.Message);
        }

        call.Report.Show(new JsonObject { ["file"] = path }, new Paragraph($"Written to {path}. {next}"));
    }
}
