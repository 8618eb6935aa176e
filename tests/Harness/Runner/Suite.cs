using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Harness.Runner;

/// <summary>How many tests ended how.</summary>
public sealed record Tally(int Passed, int Failed, int Skipped)
{
    /// <summary>Both together.</summary>
    public static Tally operator +(Tally one, Tally other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new(one.Passed + other.Passed, one.Failed + other.Failed, one.Skipped + other.Skipped);
    }

    /// <summary>The closing line's form.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}

/// <summary>What a suite came to.</summary>
public sealed record Outcome(Tally Tally, IReadOnlyList<string> Failures);

/// <summary>A set of tests that one command runs: a test assembly, or the console's own.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Command">The program and its arguments; the last is followed by the result file.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
public sealed record Suite(string Name, IReadOnlyList<string> Command, string WorkingDirectory)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    // What takes longest begins first, so that the last to end are short ones.
    private static readonly string[] Long = ["tests/System/Journeys", "tests/System/Serving", "tests/System/Work", "tests/Modules/Access", "tests/System/Counterparts", "tests/Hosts/Sensor", "tests/Platform/Embedded"];

    /// <summary>Every suite of the repository, the long ones first.</summary>
    public static IEnumerable<Suite> Find(string root)
    {
        var projects = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.csproj", SearchOption.AllDirectories)
            .Where(p => !p.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !p.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(p => Path.GetDirectoryName(p)!)
            .Where(d => !d.EndsWith("Harness", StringComparison.Ordinal))
            .Select(d => (Directory: d, Name: Path.GetRelativePath(root, d).Replace('\\', '/')))
            .OrderBy(p => Array.IndexOf(Long, p.Name) is >= 0 and var place ? place : Long.Length).ThenBy(p => p.Name, StringComparer.Ordinal);
        foreach (var (directory, name) in projects)
        {
            var dll = Path.Combine(directory, "bin", "Debug", "net10.0", $"Holdfast.Tests.{name["tests/".Length..].Replace('/', '.')}.dll");
            yield return new Suite(name, ["dotnet", "exec", dll, "-noColor", "-noLogo", "-ctrf"], directory);
        }

        var console = Path.Combine(root, "src", "Console");
        if (File.Exists(Path.Combine(console, "package.json")))
        {
            yield return new Suite("src/Console", ["npx", "--no-install", "vitest", "run", "--reporter=json", "--outputFile"], console);
        }
    }

    /// <summary>Runs it. A suite that leaves no results has failed.</summary>
    public async Task<Outcome> Run(string results)
    {
        var file = Path.Combine(results, Name.Replace('/', '.') + ".json");
        var log = Path.ChangeExtension(file, ".log");
        var info = new ProcessStartInfo(Command[0], [.. Command.Skip(1), file]) { WorkingDirectory = WorkingDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        using var limit = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await File.WriteAllTextAsync(log, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new Outcome(new Tally(0, 1, 0), [$"did not end within {Longest.TotalMinutes:0} minutes"]);
        }

        return File.Exists(file) ? Read(JsonNode.Parse(await File.ReadAllTextAsync(file))!, process.ExitCode, log) : new Outcome(new Tally(0, 1, 0), [$"left no results (exit code {process.ExitCode}): {log}"]);
    }

    private static Outcome Read(JsonNode report, int exitCode, string log)
    {
        var (tally, failures) = report["results"] is { } ctrf
            ? (new Tally((int)ctrf["summary"]!["passed"]!, (int)ctrf["summary"]!["failed"]!, (int)ctrf["summary"]!["skipped"]! + (int)ctrf["summary"]!["pending"]!),
                ctrf["tests"]!.AsArray().Where(t => (string?)t!["status"] == "failed").Select(t => $"{t!["name"]}: {FirstLines((string?)t["message"])}").ToList())
            : (new Tally((int)report["numPassedTests"]!, (int)report["numFailedTests"]!, (int)report["numPendingTests"]! + (int)report["numTodoTests"]!),
                report["testResults"]!.AsArray().SelectMany(f => f!["assertionResults"]!.AsArray()).Where(t => (string?)t!["status"] == "failed").Select(t => (string)t!["fullName"]!).ToList());
        return exitCode != 0 && tally.Failed == 0 ? new Outcome(tally with { Failed = 1 }, [$"ended with exit code {exitCode}: {log}"]) : new Outcome(tally, failures);
    }

    private static string FirstLines(string? message) => string.Join(' ', (message ?? "").Split('\n').Take(4).Select(l => l.Trim()));
}
