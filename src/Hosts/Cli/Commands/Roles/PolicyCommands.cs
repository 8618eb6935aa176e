using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary><c>holdfast policies</c>: what the tenant permits beside roles, and forbids in spite of them.</summary>
internal static class PolicyCommands
{
    private const string Path = "api/policies";
    private const long LongestFile = 1 << 20;

    public static Command Make(Shell shell) => new("policies", "See policies, and make, check, change and delete your own.")
    {
        List(shell), Show(shell), Create(shell), Update(shell), Delete(shell), Validate(shell), Schema(shell),
    };

    /// <summary>A policy's text: out of a file, or from standard input.</summary>
    public static Argument<string> File() => new("FILE") { Description = "The file with the policy's text in Cedar, or - for standard input." };

    /// <summary>What stands in it.</summary>
    /// <exception cref="FailureException">It cannot be read.</exception>
    public static string Read(Call call, string path)
    {
        try
        {
            return path == "-" ? call.Shell.In.ReadToEnd()
                : new FileInfo(path).Length <= LongestFile ? System.IO.File.ReadAllText(path)
                : throw CliProblems.FileUnreadable(path, "it is too large for a policy.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliProblems.NoFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnreadable(path, e.Message);
        }
    }

    /// <summary>The id of a policy that is named by its id or its name.</summary>
    /// <exception cref="FailureException">There is none.</exception>
    public static async Task<Guid> Find(Call call, string named, CancellationToken ct)
    {
        if (Guid.TryParseExact(named, "D", out var id))
        {
            return id;
        }

        for (Guid? cursor = null; ;)
        {
            using var page = JsonDocument.Parse(await call.Api.Get(Api.Query.Of(Path, ("limit", 200), ("cursor", cursor)), ct));
            var found = page.RootElement.List("items").FirstOrDefault(p => p.Text("name").Equals(named.Trim(), StringComparison.OrdinalIgnoreCase));
            if (found.ValueKind == JsonValueKind.Object)
            {
                return found.GetProperty("id").GetGuid();
            }

            if (!Guid.TryParse(page.RootElement.Text("nextCursor"), out var next))
            {
                throw CliProblems.NoPolicy(named);
            }

            cursor = next;
        }
    }

    private static Command List(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List your policies, the newest first.

            Example:
              holdfast policies list
            """, [.. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Api.Query.Of(Path, ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No policies.",
            ("Name", p => p.Text("name")),
            ("Decides", p => p.GetProperty("enabled").GetBoolean() ? "yes" : new Cell("no", Tone.Quiet)),
            ("Changed", p => p.At("updatedAt")),
            ("Meaning", p => p.Text("meaning")),
            ("Id", p => p.Text("id"))));
    }

    private static Command Show(Shell shell)
    {
        var policy = Policy();
        return ApiCommand.Make(shell, "show", """
            Show one policy with its text.

            Examples:
              holdfast policies show "Only from the office"
              holdfast policies show "Only from the office" --json | jq -r .text > office.cedar
            """, [policy], async (call, ct) => call.Report.Show(await call.Api.Get($"{Path}/{await Find(call, call.Get(policy), ct)}", ct), Facts));
    }

    private static Command Create(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "For people; unique in the tenant." };
        var (file, meaning) = (File(), Inputs.Text("--meaning", "What it is for, for who reads it."));
        var disabled = new Option<bool>("--disabled") { Description = "Save it, and let it decide nothing yet." };
        return ApiCommand.Make(shell, "create", """
            Make a policy of your own. It decides at once: 'holdfast access preview policy' shows beforehand who gains and who loses what.

            One can only write about what one may do oneself on the whole tenant.

            Examples:
              holdfast policies create "Only from the office" office.cedar
              holdfast policies create "Only from the office" - --disabled < office.cedar
            """, [name, file, meaning, disabled], async (call, ct) => call.Report.Show(
            await call.Api.Post(Path, new JsonObject { ["name"] = call.Get(name), ["text"] = Read(call, call.Get(file)), ["meaning"] = call.Get(meaning), ["enabled"] = !call.Get(disabled) }, ct), Facts));
    }

    private static Command Update(Shell shell)
    {
        var policy = Policy();
        var (file, name, meaning) = (Inputs.Text("--file", "A file with another text, or - for standard input.", "FILE"), Inputs.Text("--name", "Another name."), Inputs.Text("--meaning", "What it is for, for who reads it."));
        var (enable, disable) = (new Option<bool>("--enable") { Description = "Let it decide." }, new Option<bool>("--disable") { Description = "Let it decide nothing." });
        return ApiCommand.Make(shell, "update", """
            Change a policy, or turn it on or off. What is not named stays as it is.

            Examples:
              holdfast policies update "Only from the office" --file office.cedar
              holdfast policies update "Only from the office" --disable
            """, [policy, file, name, meaning, enable, disable], async (call, ct) =>
        {
            if (call.Get(enable) && call.Get(disable))
            {
                throw CliProblems.Together("Name one of --enable and --disable.");
            }

            var id = await Find(call, call.Get(policy), ct);
            using var known = JsonDocument.Parse(await call.Api.Get($"{Path}/{id}", ct));
            var request = new JsonObject
            {
                ["name"] = call.Get(name) ?? known.RootElement.Text("name"),
                ["text"] = call.Get(file) is { } path ? Read(call, path) : known.RootElement.Text("text"),
                ["meaning"] = call.Get(meaning) ?? known.RootElement.Text("meaning"),
                ["enabled"] = call.Get(enable) || (!call.Get(disable) && known.RootElement.GetProperty("enabled").GetBoolean()),
            };
            call.Report.Show(await call.Api.Put($"{Path}/{id}", request, ct), Facts);
        });
    }

    private static Command Delete(Shell shell)
    {
        var policy = Policy();
        return ApiCommand.Make(shell, "delete", """
            Delete a policy. What it forbade is not forbidden any more.

            Example:
              holdfast policies delete "Only from the office"
            """, [policy], async (call, ct) =>
        {
            var id = await Find(call, call.Get(policy), ct);
            await call.Api.Delete($"{Path}/{id}", ct);
            call.Report.Show(new JsonObject { ["deleted"] = id }, new Paragraph(new Cell("The policy is deleted.", Tone.Good)));
        });
    }

    private static Command Validate(Shell shell)
    {
        var file = File();
        return ApiCommand.Make(shell, "validate", """
            Check a policy's text: what is wrong, with line and column, and what it is about. Nothing is saved. Exit code 3 when it cannot be saved.

            Examples:
              holdfast policies validate office.cedar
              holdfast policies validate - < office.cedar
            """, [file], async (call, ct) =>
        {
            var (path, answer) = (call.Get(file), await call.Api.Post($"{Path}/validate", new JsonObject { ["text"] = Read(call, call.Get(file)) }, ct));
            using var told = JsonDocument.Parse(answer);
            var valid = told.RootElement.GetProperty("valid").GetBoolean();
            call.Report.Show(answer, all =>
            [
                .. all.List("problems").Select(p => new Paragraph(new Cell(
                    $"{path}:{p.Text("line")}:{p.Text("column")}: {(p.GetProperty("isWarning").GetBoolean() ? "warning: " : "")}{p.Text("message")}", p.GetProperty("isWarning").GetBoolean() ? Tone.Warning : Tone.Bad))),
                .. valid
                    ? new Block[]
                    {
                        Report.GridOf(all.List("statements"), "", [("Line", s => s.Text("line")), ("Does", s => s.Text("effect")), ("About", s => string.Join(", ", s.List("permissions").Select(p => p.ToString())))]),
                    }
                    : [],
            ]);
            return valid ? ExitCodes.Ok : ExitCodes.Of(ProblemKind.Invalid);
        });
    }

    private static Command Schema(Shell shell) => ApiCommand.Make(shell, "schema", """
        Print the words of policies as a Cedar schema: types, actions and the context, for people and for Cedar's own tools.

        Example:
          holdfast policies schema > holdfast.cedarschema
        """, [], async (call, ct) => call.Report.Show(await call.Api.Get($"{Path}/schema", ct), answer => Lines(answer.Text("text"))));

    private static Argument<string> Policy() => new("POLICY") { Description = "The policy, by its id or name." };

    private static IEnumerable<Block> Facts(JsonElement policy) =>
    [
        new Facts(
            ("Name", policy.Text("name")),
            ("Id", policy.Text("id")),
            ("Meaning", policy.Text("meaning")),
            ("Decides", policy.GetProperty("enabled").GetBoolean() ? new Cell("yes", Tone.Good) : new Cell("no", Tone.Warning)),
            ("Made", policy.At("createdAt")),
            ("Changed", policy.At("updatedAt"))),
        new Heading("Text"),
        .. Lines(policy.Text("text")),
    ];

    private static IEnumerable<Block> Lines(string text) => text.TrimEnd('\n').Split('\n').Select(line => new Paragraph(new Cell(line.TrimEnd('\r').Replace("\t", "    ", StringComparison.Ordinal))));
}
