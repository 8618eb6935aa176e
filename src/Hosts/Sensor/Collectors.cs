using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Hosts.Sensor.Identity;
using Holdfast.Hosts.Sensor.Inventory;
using Holdfast.Hosts.Sensor.Logs;
using Holdfast.Hosts.Sensor.Metrics;
using Holdfast.Modules.Fleet.Protocol;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor;

/// <summary>Runs every collector at its own pace. One that fails is told of and tried again in its next round; the others do not notice.</summary>
internal sealed class Collectors : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly HostRoot root;
    private readonly SensorSettings settings;
    private readonly Outbox outbox;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly IReadOnlyList<IMetricSource> metrics;
    private readonly List<MetricSample> samples = [];
    private readonly LogCollector logs;

    public Collectors(HostRoot root, SensorSettings settings, IReadOnlyList<string> logFiles, DataFolder folder, Outbox outbox, TimeProvider time, ILogger logger)
    {
        (this.root, this.settings, this.outbox, this.time, this.logger) = (root, settings, outbox, time, logger);
        metrics = MetricSources.Of(root);
        logs = new LogCollector(root, settings, logFiles, folder.PositionsFile, outbox, time, logger);
    }

    /// <summary>What the log collector watches.</summary>
    public IEnumerable<string> LogSources => logs.Sources;

    /// <summary>All collectors until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var sampleRounds = Math.Max(1, settings.MetricsSeconds / settings.SampleSeconds);
        var round = 0;
        List<Task> running =
        [
            EveryAsync("heartbeat", TimeSpan.FromSeconds(settings.HeartbeatSeconds), () => Do(Heartbeat), ct),
            EveryAsync("metrics", TimeSpan.FromSeconds(settings.SampleSeconds), () => Do(() => Sample(++round % sampleRounds == 0)), ct),
            EveryAsync("inventory", TimeSpan.FromMinutes(settings.InventoryMinutes), () => InventoryAsync(ct), ct),
            EveryAsync("logs", TimeSpan.FromMilliseconds(settings.LogPollMilliseconds), () => Do(ReadLogs), ct),
        ];
        if (logs.Journal is { } journal)
        {
            running.Add(journal.RunAsync(ct));
        }

        await Task.WhenAll(running);
    }

    /// <summary>One of each: two measurements a second apart, because rates need two.</summary>
    public async Task OnceAsync(CancellationToken ct)
    {
        Heartbeat();
        Sample(send: false);
        await InventoryAsync(ct);
        await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
        Sample(send: true);
        if (logs.Journal is { } journal)
        {
            // What the journal reads waits in a short queue, so both go on together.
            var reading = journal.CatchUpAsync(ct);
            do
            {
                ReadLogs();
            }
            while (await Task.WhenAny(reading, Task.Delay(BetweenLooks, time, ct)) != reading);
            await reading;
        }

        ReadLogs();
    }

    /// <summary>Writes what must not be forgotten.</summary>
    public void Save() => logs.Save();

    public void Dispose() => logs.Dispose();

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private void Heartbeat()
    {
        var uptime = OperatingSystem.IsWindows() || !root.IsReal
            ? TimeSpan.FromMilliseconds(Environment.TickCount64)
            : double.TryParse(root.ReadText("/proc/uptime", 128)?.Split(' ')[0], out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        outbox.AddHeartbeat(SensorVersion.Text, uptime);
    }

    private void Sample(bool send)
    {
        var at = time.GetUtcNow();
        foreach (var source in metrics)
        {
            source.Collect(at, samples);
        }

        if (send || samples.Count >= SensorLimits.MaxSamples)
        {
            outbox.AddSamples(samples);
            samples.Clear();
        }
    }

    private async Task InventoryAsync(CancellationToken ct)
    {
        outbox.AddInventory(await new InventoryCollector(root, time).CollectAsync(ct));
        // By far the largest thing that the sensor does, and rare.
        WorkingSet.Trim();
    }

    private void ReadLogs()
    {
        // A bounded number of turns, so that a flood does not keep this from being cancelled.
        for (var turn = 0; turn < 20 && logs.Poll(); turn++)
        {
        }
    }

    /// <summary>A runner: the first round at once, then one per interval; what it throws is logged and ends nothing.</summary>
    private async Task EveryAsync(string what, TimeSpan interval, Func<Task> round, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await round();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.CollectingFailed(e, what);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }
}
