using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Holdfast.Hosts.Cli.Output;

/// <summary>Tells results: as one JSON document, or as text for a person. Problems and hints go to standard error.</summary>
internal sealed class Report(Shell shell, bool asJson)
{
    private readonly IBlockWriter human = shell.OutIsTerminal
        ? new TerminalBlocks(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(shell.Out) }))
        : new PlainBlocks(shell.Out);

    /// <summary>One answer of the API: the document itself, or what is made of it.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public void Show(string answer, Func<JsonElement, IEnumerable<Block>> blocks)
    {
        using var document = JsonDocument.Parse(answer);
        if (asJson)
        {
            shell.Out.WriteLine(answer);
            return;
        }

        foreach (var block in blocks(document.RootElement))
        {
            human.Write(block);
        }
    }

    /// <summary>Several answers as one document, a member each.</summary>
    public void Show(IReadOnlyList<(string Member, string Answer)> answers, Func<IReadOnlyList<JsonElement>, IEnumerable<Block>> blocks)
    {
        var whole = $"{{{string.Join(',', answers.Select(a => $"\"{a.Member}\":{a.Answer}"))}}}";
        Show(whole, root => blocks([.. answers.Select(a => root.GetProperty(a.Member))]));
    }

    /// <summary>A result of the program's own.</summary>
    public void Show(JsonObject result, params IEnumerable<Block> blocks) =>
        Show(result.ToJsonString(Holdfast.Platform.Kernel.WireJson.Options), _ => blocks);

    /// <summary>A list: its rows, and how to get the next page.</summary>
    public void ShowPage(string answer, string empty, params IReadOnlyList<(string Header, Func<JsonElement, Cell> Cell)> columns)
    {
        Show(answer, page => [GridOf(page.GetProperty("items").EnumerateArray(), empty, columns)]);
        if (!asJson && JsonNode.Parse(answer)?["nextCursor"]?.GetValue<string>() is { } cursor)
        {
            Hint($"There are more: repeat with --cursor {cursor}");
        }
    }

    public static Grid GridOf(IEnumerable<JsonElement> items, string empty, IReadOnlyList<(string Header, Func<JsonElement, Cell> Cell)> columns) =>
        new([.. columns.Select(c => c.Header)], [.. items.Select(item => columns.Select(c => c.Cell(item)).ToArray())], empty);

    /// <summary>A line for the person, not for the result.</summary>
    public void Hint(string text)
    {
        if (!asJson)
        {
            shell.Error.WriteLine(text);
        }
    }

    /// <summary>Says why there is no result.</summary>
    public int Tell(Failure failure)
    {
        if (asJson)
        {
            shell.Error.WriteLine(failure.Json ?? AsJson(failure).ToJsonString(Holdfast.Platform.Kernel.WireJson.Options));
            return failure.ExitCode;
        }

        shell.Error.WriteLine($"holdfast: {SafeText.Line(failure.Detail)}");
        foreach (var (member, what) in failure.Fields)
        {
            shell.Error.WriteLine($"  {SafeText.Line(member)}: {SafeText.Line(what)}");
        }

        if (failure.RetryAfter is { } wait)
        {
            shell.Error.WriteLine($"  try again in {wait.TotalSeconds:0} seconds");
        }

        shell.Error.WriteLine($"  code {SafeText.Line(failure.Code)}{(failure.TraceId is { } trace ? $", trace id {SafeText.Line(trace)}" : "")}");
        return failure.ExitCode;
    }

    private static JsonObject AsJson(Failure failure)
    {
        var json = new JsonObject { ["code"] = failure.Code, ["detail"] = failure.Detail };
        if (failure.Fields.Count > 0)
        {
            json["errors"] = new JsonObject(failure.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));
        }

        return json;
    }
}
