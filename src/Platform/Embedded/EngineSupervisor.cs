using System.ComponentModel;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Embedded;

/// <summary>What a supervisor needs to know of an engine.</summary>
internal sealed record EngineSpec(string Name, int Port, IReadOnlyList<string> Command, string WorkingDirectory)
{
    /// <summary>Clears what an earlier run left; before every start.</summary>
    public required Func<CancellationToken, Task> Prepare { get; init; }

    /// <summary>Whether it answers.</summary>
    public required Func<CancellationToken, Task<bool>> Answers { get; init; }

    /// <summary>The engine's own process, where a program stands between it and us; null for the child itself.</summary>
    public required Func<int?> ProcessId { get; init; }

    /// <summary>Sent one after the other, each given the stop time.</summary>
    public required IReadOnlyList<int> StopSignals { get; init; }

    public required TimeSpan ReadyTime { get; init; }

    public required TimeSpan StopTime { get; init; }
}

/// <summary>Keeps one engine running: sees its end at once, says why, and starts it again on the same port and data.</summary>
internal sealed class EngineSupervisor(EngineSpec spec, EngineLog log, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private const int FirstStarts = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ShortestBackOff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource stopping = new();
    private volatile EngineState state = new(EngineStatus.Starting, null, time.GetUtcNow());
    private Task watching = Task.CompletedTask;
    private volatile EngineProcess? current;
    private int restarts;
    private TaskCompletionSource? asked;

    public EngineState State => state;

    /// <summary>The engine's process; null while there is none.</summary>
    public int? ProcessId => current is { Exited.IsCompleted: false } process ? spec.ProcessId() ?? process.Id : null;

    public int Restarts => Volatile.Read(ref restarts);

    /// <summary>Null when the engine answers; afterwards it is watched. A few attempts: what a crash left may need a moment to be gone.</summary>
    public async Task<Problem?> Start(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (process, reason) = await Launch(ct).ConfigureAwait(false);
            if (process is not null)
            {
                watching = Watch(process);
                return null;
            }

            if (attempt == FirstStarts)
            {
                Enter(EngineStatus.Stopped, reason);
                return EmbeddedProblems.StartFailed(spec.Name, $"{reason}\n{log.LastLines()}");
            }

            await Task.Delay(ShortestBackOff * attempt, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Stops it and starts it again; done when it answers.</summary>
    public async Task StartAgain(CancellationToken ct)
    {
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var turn = Interlocked.CompareExchange(ref asked, made, null) ?? made;
        if (turn == made && current is { } process)
        {
            await Stop(process).ConfigureAwait(false);
        }

        await turn.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        Volatile.Read(ref asked)?.TrySetCanceled();
        Enter(EngineStatus.Stopped, null);
    }

    private async Task Watch(EngineProcess process)
    {
        try
        {
            while (true)
            {
                var code = await Ended(process).ConfigureAwait(false);
                stopping.Token.ThrowIfCancellationRequested();
                var reason = Describe(code);
                await process.TakeLastLines().ConfigureAwait(false);
                var wanted = Volatile.Read(ref asked);
                if (wanted is null)
                {
                    logger.Crashed(spec.Name, reason, log.LastLines());
                    Interlocked.Increment(ref restarts);
                    Enter(EngineStatus.Restarting, $"{spec.Name} ended unexpectedly ({reason}).");
                }
                else
                {
                    logger.StartsAgain(spec.Name);
                    Enter(EngineStatus.Restarting, $"{spec.Name} is started again, as was asked for.");
                }

                process = await Relaunch(atOnce: wanted is not null).ConfigureAwait(false);
                Interlocked.CompareExchange(ref asked, null, wanted);
                wanted?.TrySetResult();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped on purpose: whatever was running has been stopped on the way here.
        }
    }

    private async Task<int> Ended(EngineProcess process)
    {
        try
        {
            return await process.Exited.WaitAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Stop(process).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<EngineProcess> Relaunch(bool atOnce)
    {
        for (var backOff = ShortestBackOff; ; backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff)
        {
            await Task.Delay(atOnce ? TimeSpan.Zero : backOff, time, stopping.Token).ConfigureAwait(false);
            atOnce = false;
            var (process, reason) = await Launch(stopping.Token).ConfigureAwait(false);
            if (process is not null)
            {
                return process;
            }

            Enter(EngineStatus.Restarting, $"{spec.Name} does not come back ({reason}).");
            logger.DidNotComeBack(spec.Name, reason!, (backOff * 2).TotalSeconds, log.LastLines());
        }
    }

    private async Task<(EngineProcess? Process, string? Reason)> Launch(CancellationToken ct)
    {
        var began = time.GetTimestamp();
        await spec.Prepare(ct).ConfigureAwait(false);
        EngineProcess process;
        try
        {
            current = process = await EngineProcess.Start(spec.Command, spec.WorkingDirectory, log.Write, input: null).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            return (null, e.Message);
        }

        try
        {
            while (!process.Exited.IsCompleted && !await spec.Answers(ct).ConfigureAwait(false))
            {
                if (time.GetElapsedTime(began) > spec.ReadyTime)
                {
                    await Stop(process).ConfigureAwait(false);
                    return (null, $"no answer within {spec.ReadyTime.TotalSeconds:0} s");
                }

                await Task.WhenAny(process.Exited, Task.Delay(Poll, time, ct)).ConfigureAwait(false);
                ct.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            await Stop(process).ConfigureAwait(false);
            throw;
        }

        if (process.Exited.IsCompleted)
        {
            await process.TakeLastLines().ConfigureAwait(false);
            return (null, Describe(await process.Exited.ConfigureAwait(false)));
        }

        Enter(EngineStatus.Running, null);
        logger.Ready(spec.Name, spec.Port, (long)time.GetElapsedTime(began).TotalMilliseconds, spec.ProcessId() ?? process.Id);
        return (process, null);
    }

    private async Task Stop(EngineProcess process)
    {
        var began = time.GetTimestamp();
        foreach (var signal in spec.StopSignals.Append(Libc.SigKill))
        {
            if (process.Exited.IsCompleted)
            {
                break;
            }

            _ = Libc.Kill(spec.ProcessId() ?? process.Id, signal);
            try
            {
                await process.Exited.WaitAsync(spec.StopTime, time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                logger.StoppedByForce(spec.Name, spec.StopTime.TotalSeconds);
            }
        }

        await process.TakeLastLines().ConfigureAwait(false);
        logger.Stopped(spec.Name, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }

    private void Enter(EngineStatus status, string? reason) => state = new(status, reason, time.GetUtcNow());

    private static string Describe(int code) => code > 128 ? $"signal {code - 128}" : $"exit code {code}";
}
