using System.ComponentModel;
using System.Diagnostics;

namespace Holdfast.Platform.Embedded;

/// <summary>A child process whose output is taken line by line.</summary>
internal sealed class EngineProcess
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(250);

    private EngineProcess(int id, Task<int> exited, Task drained)
    {
        Id = id;
        Exited = exited;
        Drained = drained;
    }

    public int Id { get; }

    /// <summary>The exit code; 128 + n after signal n.</summary>
    public Task<int> Exited { get; }

    /// <summary>All output has been taken. Grandchildren may hold it open beyond the exit.</summary>
    private Task Drained { get; }

    /// <summary>Starts a command in a clean environment.</summary>
    /// <exception cref="Win32Exception">The program can't be started.</exception>
    public static async Task<EngineProcess> Start(IReadOnlyList<string> command, string workingDirectory, Action<string> onLine, string? input)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        info.Environment["LC_ALL"] = "C.UTF-8";
        info.Environment["TZ"] = "UTC";

        // The kernel ties a child's parent-death signal to the thread that made it, not to the process: a pool thread may retire and take
        // the engine with it. So each child has a thread of its own, which lives as long as the child.
        var process = new Process { StartInfo = info };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                process.Start();
            }
            catch (Win32Exception e)
            {
                started.SetException(e);
                return;
            }

            started.SetResult();
            process.WaitForExit();
            exited.SetResult(process.ExitCode);
        })
        { IsBackground = true, Name = "child " + Path.GetFileName(command[^1]) }.Start();
        await started.Task.ConfigureAwait(false);

        var drained = Task.WhenAll(Take(process.StandardOutput, onLine), Take(process.StandardError, onLine));
        try
        {
            await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and output say why.
        }

        return new(process.Id, exited.Task, drained);
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>The exit code and all output.</returns>
    /// <exception cref="Win32Exception">The program can't be started.</exception>
    public static async Task<(int Code, string Output)> Run(IReadOnlyList<string> command, string workingDirectory, string? input, CancellationToken ct)
    {
        var lines = new List<string>();
        var process = await Start(command, workingDirectory, Take, input).ConfigureAwait(false);
        try
        {
            var code = await process.Exited.WaitAsync(ct).ConfigureAwait(false);
            await process.TakeLastLines().ConfigureAwait(false);
            lock (lines)
            {
                return (code, string.Join('\n', lines));
            }
        }
        catch (OperationCanceledException)
        {
            process.Signal(Libc.SigTerm);
            throw;
        }

        void Take(string line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    /// <summary>Gives the output that is still under way a moment to arrive.</summary>
    public Task TakeLastLines() => Task.WhenAny(Drained, Task.Delay(DrainTime));

    public void Signal(int signal)
    {
        if (!Exited.IsCompleted)
        {
            _ = Libc.Kill(Id, signal);
        }
    }

    private static async Task Take(StreamReader reader, Action<string> onLine)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                onLine(line);
            }
        }
        catch (IOException)
        {
            // The pipe broke with its process: there is nothing more to take.
        }
    }
}
