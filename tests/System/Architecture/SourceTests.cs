using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Architecture;

/// <summary>What the sources look like: sizes, names, places. Allow-lists here only become shorter.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 450;
    private static readonly string[] Forbidden = ["Common", "Core", "Shared", "Util", "Utils", "Utilities", "Helper", "Helpers", "Manager", "Impl"];

    // Types that carry such a word in the field's own sense.
    private static readonly string[] AllowedNames = ["SharedStores"];

    // Runners: whatever goes wrong in one round is logged there, and the next round comes.
    private static readonly string[] Runners =
    [
        "src/Hosts/Sensor/Collectors.cs",
        // Stops what it has started, and throws on.
        "src/Hosts/Server/ServerHost.cs",
        // Writes down that the turn came to nothing, and throws on.
        "src/Modules/Fleet/Analysis/AnalyzeDevices.cs",
        "src/Modules/Fleet/Ingest/StreamPuller.cs",
        "src/Modules/Integrations/ConnectorRunner.cs",
        "src/Platform/Http/Door.cs",
        "src/Platform/Messaging/NatsConnection.Lifecycle.cs",
        "src/Platform/Messaging/NatsConnection.cs",
        "src/Platform/Messaging/Protocol/Link.cs",
        "src/Platform/Modularity/Events/RunReactions.cs",
        "src/Platform/Modularity/Operations/OperationRunner.cs",
        "src/Platform/Modularity/Work/WorkLanes.cs",
        "src/Platform/Modularity/Work/WorkLoop.cs",
    ];

    private static readonly IReadOnlyList<(string Path, string Text)> Sources =
        [.. Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs")).Select(f => (f, File.ReadAllText(Repository.At(f))))];

    [Fact]
    public void No_file_is_too_long_to_read() =>
        Sources.Where(s => s.Text.Split('\n').Length > MostLines).Select(s => s.Path).ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (var (path, text) in Sources.Where(s => Namespace().IsMatch(s.Text)))
        {
            var parts = path.Split('/');
            var folder = string.Join('.', parts[1..^1]);
            Namespace().Match(text).Groups[1].Value.ShouldBe(parts[0] == "src" ? $"Holdfast.{folder}" : $"Holdfast.Tests.{folder}", path);
        }
    }

    [Fact]
    public void Nothing_is_called_by_a_word_that_says_nothing()
    {
        Sources.Select(s => Path.GetDirectoryName(s.Path)!.Replace('\\', '/')).Distinct().Where(folder => folder.Split('/').Any(part => Forbidden.Contains(part))).ShouldBeEmpty();
        Sources.Where(s => s.Path.StartsWith("src/", StringComparison.Ordinal)).SelectMany(s => TypeName().Matches(s.Text).Select(m => m.Groups[1].Value))
            .Where(name => !AllowedNames.Contains(name) && Words().Matches(name).Any(word => Forbidden.Contains(word.Value)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Modules_are_closed_but_for_their_contracts()
    {
        var open = Sources.Where(s => s.Path.StartsWith("src/Modules/", StringComparison.Ordinal))
            .Where(s => !OpenPlace().IsMatch(s.Path))
            .SelectMany(s => PublicType().Matches(s.Text).Select(m => $"{s.Path}: {m.Value.Trim()}"));
        open.ShouldBeEmpty();
    }

    [Fact]
    public void Everything_is_caught_only_by_runners()
    {
        var catching = Sources.Where(s => s.Path.StartsWith("src/", StringComparison.Ordinal) && CatchAll().IsMatch(s.Text)).Select(s => s.Path);
        catching.Order(StringComparer.Ordinal).ShouldBe(Runners.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var marks = Sources.Where(s => !s.Path.StartsWith("tests/System/Architecture/", StringComparison.Ordinal))
            .Where(s => Later().IsMatch(s.Text)).Select(s => $"{s.Path}: {Later().Match(s.Text).Value}");
        marks.ShouldBeEmpty();
    }

    [Fact]
    public void The_repository_speaks_of_the_product_only()
    {
        string[] folders = ["src", "tests", "docs", "eng", "openapi", ".ci", "bench"];
        string[] endings = [".cs", ".csproj", ".md", ".sql", ".props", ".targets", ".json", ".yaml", ".yml", ".ts", ".tsx", ".sh", ".config", ".txt", ".html", ".css"];
        var files = folders.Where(f => Directory.Exists(Repository.At(f))).SelectMany(f => Repository.Files(f, "*"))
            .Concat(Directory.EnumerateFiles(Repository.Root).Select(f => Path.GetFileName(f)))
            .Where(f => (endings.Contains(Path.GetExtension(f)) || Path.GetExtension(f).Length == 0) && !f.StartsWith("tests/System/Architecture/", StringComparison.Ordinal) && f != ".git");
        files.Where(f => OfThisMachine().IsMatch(File.ReadAllText(Repository.At(f)))).Select(f => $"{f}: {OfThisMachine().Match(File.ReadAllText(Repository.At(f))).Value}").ShouldBeEmpty();
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|unsafe) )+(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex("[A-Z][a-z]+")]
    private static partial Regex Words();

    [GeneratedRegex("^src/Modules/[^/]+/(Contracts/|Protocol/|Proof/|Policies/|[^/]+Module\\.cs$)")]
    private static partial Regex OpenPlace();

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|partial|readonly) )*(?:class|record|struct|interface|enum) .*$", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    // With a filter by type it catches only what it names.
    [GeneratedRegex(@"catch \(Exception(?: \w+)?\)(?! when \(\w+ is (?!not\b))|catch\s*\{")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException|Skip\s*=\s*""")]
    private static partial Regex Later();

    [GeneratedRegex(@"(?<![\w.])/(?:work|root)/[\w.]|\bartifactory\b|\bnexus\.[a-z]+\.[a-z]+|https?://[^\s""')]*(?:nuget|npm|pypi)[^\s""')]*/(?:repository|simple|index\.json)|\b(?:Claude|Anthropic|ChatGPT|Copilot|LLM-generated)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OfThisMachine();
}
