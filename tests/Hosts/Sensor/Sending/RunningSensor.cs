using Holdfast.Hosts.Sensor;
using Holdfast.Hosts.Sensor.Commands;
using Holdfast.Hosts.Sensor.Identity;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Hosts.Sensor.Sending;

/// <summary>The sensor's own commands, in this process, with a data folder of its own and this machine to read.</summary>
internal sealed class RunningSensor : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private CancellationTokenSource? stop;
    private Task<int> run = Task.FromResult(0);

    public RunningSensor()
    {
        LogFile = folder.At("watched.log");
        File.WriteAllText(LogFile, "");
        folder.Write("data/sensor.json", "{ \"systemLogs\": false, \"heartbeatSeconds\": 1, \"sampleSeconds\": 1, \"metricsSeconds\": 1, \"logPollMilliseconds\": 50, \"resendSeconds\": 1, \"natsPatienceSeconds\": 2 }");
    }

    public string LogFile { get; }

    public StringWriter Output { get; } = new();

    public StringWriter Errors { get; } = new();

    public DataFolder Data => new(folder.At("data"));

    public Task<int> EnrollAsync(SensorServer server, string token = SensorServer.Token, bool replace = false) =>
        EnrollCommand.RunAsync(Data, server.Address.ToString(), token, null, replace, Output, Errors, TimeProvider.System, CancellationToken.None);

    public void Start(bool once = false)
    {
        stop = new CancellationTokenSource();
        var loggers = new LineLoggerFactory(TextWriter.Synchronized(Output), isTerminal: true, LogLevel.Debug, TimeProvider.System);
        run = Task.Run(() => RunCommand.RunAsync(Data, HostRoot.Real, once, [LogFile], loggers, Errors, TimeProvider.System, stop.Token));
    }

    /// <summary>How the run ends by itself.</summary>
    public Task<int> EndAsync() => run.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>How it ends when it is told to.</summary>
    public async Task<int> StopAsync()
    {
        await stop!.CancelAsync();
        return await run.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        if (stop is not null)
        {
            await stop.CancelAsync();
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }

        folder.Dispose();
    }
}
