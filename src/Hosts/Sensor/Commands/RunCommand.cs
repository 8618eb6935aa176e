using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Hosts.Sensor.Identity;
using Holdfast.Hosts.Sensor.Sending;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor.Commands;

/// <summary>Collects and sends, until it is stopped; or once.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan OncePatience = TimeSpan.FromSeconds(45);

    public static async Task<int> RunAsync(
        DataFolder folder, HostRoot root, bool once, IReadOnlyList<string> logFiles, ILoggerFactory loggers, TextWriter errors, TimeProvider time, CancellationToken ct)
    {
        var wasOpen = Directory.Exists(folder.Path) && folder.Secure();
        if (SensorIdentity.Load(folder) is not { } identity)
        {
            await errors.WriteLineAsync($"Not enrolled: {folder.Path} holds no identity. Use: holdfast-sensor enroll --server URL --token-file FILE");
            return ExitCode.NotEnrolled;
        }

        if (identity.RemovedAt is not null)
        {
            await errors.WriteLineAsync("This device was removed at its server. Enrol again to come back.");
            return ExitCode.Refused;
        }

        using var taken = folder.TryLock();
        if (taken is null)
        {
            await errors.WriteLineAsync($"A sensor is running with {folder.Path} already.");
            return ExitCode.Usage;
        }

        var logger = loggers.CreateLogger("Sensor");
        if (wasOpen)
        {
            logger.FolderWasOpen(folder.Path);
        }

        var settings = SensorSettings.Load(folder);
        using var key = DeviceKey.Load(folder.KeyFile);
        using var buffer = DocumentBuffer.Open(folder.BufferFolder, settings.BufferBytes, logger);
        var outbox = new Outbox(buffer, time);
        logger.Starting(SensorVersion.Text, identity.DeviceId, buffer.Count, identity.Server);
        await using var uplink = new Uplink(folder, identity, settings, buffer, key, loggers, time, Random.Shared);
        using var collectors = new Collectors(root, settings, logFiles, folder, outbox, time, logger);
        logger.Watching(string.Join(", ", collectors.LogSources.DefaultIfEmpty("no logs")));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (once)
        {
            stop.CancelAfter(OncePatience);
        }

        var sending = uplink.RunAsync(stop.Token);
        var collecting = once ? collectors.OnceAsync(stop.Token) : collectors.RunAsync(stop.Token);
        try
        {
            await Task.WhenAny(sending, collecting);
            while (once && !sending.IsCompleted && uplink.State is not UplinkState.Refused && (!collecting.IsCompleted || buffer.Count > 0))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop, or --once has waited long enough.
        }

        await stop.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await collecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        collectors.Save();
        logger.Stopped(buffer.Count);
        if ((sending.Exception ?? collecting.Exception)?.InnerException is { } unforeseen)
        {
            await errors.WriteLineAsync($"The sensor stopped over something unforeseen: {unforeseen}");
            return ExitCode.Failed;
        }

        return uplink.State switch
        {
            UplinkState.Removed => ExitCode.Refused,
            UplinkState.Refused when once => ExitCode.Refused,
            _ when once && !ct.IsCancellationRequested && buffer.Count > 0 => ExitCode.Unreachable,
            _ => ExitCode.Done,
        };
    }
}
