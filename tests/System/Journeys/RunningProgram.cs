using System.Collections.Concurrent;
using System.Diagnostics;

namespace Holdfast.Tests.System.Journeys;

/// <summary>One of the product's programs as a process of its own; ended with SIGTERM, as an operator's service would be.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process process;

    private RunningProgram(Process process) => this.process = process;

    public ConcurrentQueue<string> Output { get; } = new();

    public int Id => process.Id;

    public string Text => string.Join('\n', Output);

    /// <param name="assembly">The program's file name, such as <c>holdfast.dll</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What it sees besides this process's environment.</param>
    public static RunningProgram Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo("dotnet", ["exec", Built(assembly), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        var program = new RunningProgram(Process.Start(info)!);
        program.process.OutputDataReceived += (_, line) => program.Keep(line.Data);
        program.process.ErrorDataReceived += (_, line) => program.Keep(line.Data);
        program.process.BeginOutputReadLine();
        program.process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output)> Run(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var program = Start(assembly, arguments, environment);
        return (await program.Ended(TimeSpan.FromSeconds(60)), program.Text);
    }

    public async Task<int> Ended(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>Asks it to end, as <c>kill</c> does.</summary>
    public async Task<(int Code, TimeSpan Took)> Terminate(TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        return (await Ended(within), Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            try
            {
                await Terminate(TimeSpan.FromSeconds(30));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    /// <summary>The repository.</summary>
    public static string Root { get; } = Path.DirectorySeparatorChar
        + Path.Combine([.. AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).TakeWhile(p => p != "tests")]);

    // Where a host's program lies, built in the configuration of this test.
    private static string Built(string assembly)
    {
        var parts = AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        return Path.Combine(Root, "src", "Hosts", assembly == "holdfast.dll" ? "Cli" : "Sensor", "bin", parts[^2], parts[^1], assembly);
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            Output.Enqueue(line);
        }
    }
}
