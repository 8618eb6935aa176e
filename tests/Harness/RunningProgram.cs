using System.Collections.Concurrent;
using System.Diagnostics;

namespace Holdfast.Tests.Harness;

/// <summary>One of the product's programs as a process of its own; ended with SIGTERM, as an operator's service would be.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    // What a shell starts in the background ignores SIGINT, and so would all that is started from there.
    private const string HearsCtrlC = "--default-signal=INT";

    private readonly Process process;

    private RunningProgram(ProcessStartInfo info)
    {
        process = Process.Start(info)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data, Standard);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote, line by line.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>The lines of that which went to standard output.</summary>
    public ConcurrentQueue<string> Standard { get; } = new();

    /// <summary>The process.</summary>
    public int Id => process.Id;

    /// <summary>It runs no more.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>All that it wrote.</summary>
    public string Text => string.Join('\n', Output);

    /// <summary>Starts a program; it runs until it ends or is disposed.</summary>
    /// <param name="assembly">The program's file name, such as <c>holdfast.dll</c>; or the path of one that runs by itself.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What it sees besides this process's environment.</param>
    public static RunningProgram Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = Info("env", [HearsCtrlC, .. Command(assembly), .. arguments], environment);
        return new RunningProgram(info);
    }

    /// <summary>Starts a program on a pseudo-terminal, as a person does.</summary>
    public static RunningProgram StartOnTerminal(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(Info("script", ["-qefc", string.Join(' ', ["exec", "env", HearsCtrlC, .. Command(assembly), .. arguments]), "/dev/null"], environment));

    private static ProcessStartInfo Info(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return info;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output)> Run(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var program = Start(assembly, arguments, environment);
        return (await program.Ended(TimeSpan.FromSeconds(60)), program.Text);
    }

    /// <summary>Runs a program to its end, as somebody does who types a line at it.</summary>
    public static async Task<(int Code, string Output)> RunWith(string line, string assembly, IEnumerable<string> arguments)
    {
        await using var program = Start(assembly, arguments);
        await program.process.StandardInput.WriteLineAsync(line);
        await program.process.StandardInput.FlushAsync();
        return (await program.Ended(TimeSpan.FromSeconds(60)), program.Text);
    }

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> Ended(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>Asks it to end, as <c>kill</c> does.</summary>
    public Task<(int Code, TimeSpan Took)> Terminate(TimeSpan within) => Signal("TERM", within);

    /// <summary>Asks it to end, as Ctrl-C does, but it alone.</summary>
    public Task<(int Code, TimeSpan Took)> Interrupt(TimeSpan within) => Signal("INT", within);

    /// <summary>Types Ctrl-C on the terminal that it was started on: the signal goes to whatever runs in the terminal's foreground.</summary>
    public async Task<(int Code, TimeSpan Took)> PressCtrlC(TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        await process.StandardInput.WriteAsync('\u0003');
        await process.StandardInput.FlushAsync();
        return (await Ended(within), Stopwatch.GetElapsedTime(began));
    }

    private async Task<(int Code, TimeSpan Took)> Signal(string name, TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        return (await Ended(within), Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public void Kill() => process.Kill();

    /// <inheritdoc/>
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

    private static string[] Command(string program) => Path.IsPathRooted(program) || !program.EndsWith(".dll", StringComparison.Ordinal) ? [program] : ["dotnet", "exec", Built(program)];

    // Where a host's program lies, built in the configuration of this test.
    private static string Built(string assembly)
    {
        var parts = AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        return Path.Combine(Root, "src", "Hosts", assembly == "holdfast.dll" ? "Cli" : "Sensor", "bin", parts[^2], parts[^1], assembly);
    }

    private void Keep(string? line, ConcurrentQueue<string>? also = null)
    {
        if (line is not null)
        {
            Output.Enqueue(line);
            also?.Enqueue(line);
        }
    }
}
