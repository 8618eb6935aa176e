using System.ComponentModel;
using System.Net.Sockets;
using System.Text.Json;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Embedded;

/// <summary>How the private nats-server runs.</summary>
public sealed record EmbeddedNatsOptions
{
    /// <summary>Holds the lock, the log, the configuration (0600) and JetStream's store. Made when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>The loopback port; null takes the one of the last start, or any free one, and remembers it.</summary>
    public int? Port { get; init; }

    /// <summary>Where programs are looked for before the usual places: the host's PATH.</summary>
    public string SearchPath { get; init; } = "";

    /// <summary>The longest time to the first answer, JetStream's recovery included.</summary>
    public TimeSpan ReadyTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stop may take before the end by force.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A private nats-server on loopback with JetStream: supervised, stopped on dispose.</summary>
public sealed class EmbeddedNats : IAsyncDisposable
{
    private const string PortFile = "port.json";
    private const string ConfigFile = "nats.conf";
    private const string StoreFolder = "jetstream";
    private const string Program = "nats-server";

    private readonly DataDirectory directory;
    private readonly EngineLog log;
    private readonly EngineSupervisor supervisor;

    private EmbeddedNats(DataDirectory directory, EngineLog log, EngineSupervisor supervisor, int port)
    {
        this.directory = directory;
        this.log = log;
        this.supervisor = supervisor;
        Port = port;
    }

    /// <summary>Such as <c>nats://127.0.0.1:4222</c>.</summary>
    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>The loopback port; the same for as long as this runs.</summary>
    public int Port { get; }

    /// <summary>Whether it answers, and if not, why.</summary>
    public EngineState State => supervisor.State;

    /// <summary>How often it was started again after an unexpected end.</summary>
    public int Restarts => supervisor.Restarts;

    internal int? ProcessId => supervisor.ProcessId;

    /// <summary>Takes the data directory and starts the server; answers when it greets clients.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="config">Writes the configuration for a port and JetStream's store directory. Address and port are also set by flags, so it can't leave loopback.</param>
    /// <param name="logger">Starts, crashes and stops.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<Result<EmbeddedNats>> Start(
        EmbeddedNatsOptions options, Func<int, string, string> config, ILogger logger, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(config);
        if (OperatingSystem.IsWindows())
        {
            return EmbeddedProblems.NotUnix;
        }

        var programs = new Programs(options.SearchPath);
        if (programs.Find(Program) is not { } program)
        {
            return EmbeddedProblems.NatsMissing;
        }

        var taken = DataDirectory.Take(options.Directory);
        if (!taken.Succeeded)
        {
            return taken.Problem;
        }

        var directory = taken.Value;
        var started = default(EmbeddedNats);
        var log = new EngineLog(directory.File("nats.log"));
        try
        {
            await ClearOrphan(directory, logger, time, ct).ConfigureAwait(false);
            var port = await ChoosePort(directory, options.Port, ct).ConfigureAwait(false);
            if (!port.Succeeded)
            {
                return port.Problem;
            }

            directory.WriteSecret(ConfigFile, config(port.Value, directory.File(StoreFolder)));
            var confined = await programs.Confine(user: null, "SIGTERM", ct).ConfigureAwait(false);
            if (!confined.Succeeded)
            {
                return confined.Problem;
            }

            string[] command = [.. confined.Value, program, "-c", directory.File(ConfigFile), "-a", "127.0.0.1", "-p", $"{port.Value}"];
            var spec = new EngineSpec("NATS", port.Value, command, directory.Path)
            {
                Prepare = token => ClearOrphan(directory, logger, time, token),
                Answers = token => Answers(port.Value, token),
                ProcessId = () => null,
                StopSignals = [Libc.SigTerm],
                ReadyTime = options.ReadyTime,
                StopTime = options.StopTime,
            };
            var supervisor = new EngineSupervisor(spec, log, logger, time);
            if (await supervisor.Start(ct).ConfigureAwait(false) is { } problem)
            {
                return problem;
            }

            started = new EmbeddedNats(directory, log, supervisor, port.Value);
            return started;
        }
        catch (Win32Exception e)
        {
            return EmbeddedProblems.StartFailed("NATS", e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EmbeddedProblems.DirectoryDenied(directory.Path, e.Message);
        }
        finally
        {
            if (started is null)
            {
                log.Dispose();
                directory.Dispose();
            }
        }
    }

    /// <summary>Writes another configuration; it holds from the next start on. Address and port stay those of flags.</summary>
    public void Configure(Func<int, string, string> config)
    {
        ArgumentNullException.ThrowIfNull(config);
        directory.WriteSecret(ConfigFile, config(Port, directory.File(StoreFolder)));
    }

    /// <summary>Stops the server and starts it again at once, on the same port; done when it greets clients, who connect again by themselves.</summary>
    public Task StartAgain(CancellationToken ct) => supervisor.StartAgain(ct);

    /// <summary>Stops the server and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await supervisor.DisposeAsync().ConfigureAwait(false);
        log.Dispose();
        directory.Dispose();
    }

    private static async Task<Result<int>> ChoosePort(DataDirectory directory, int? wanted, CancellationToken ct)
    {
        var file = directory.File(PortFile);
        var remembered = File.Exists(file) ? JsonSerializer.Deserialize<int?>(await File.ReadAllTextAsync(file, ct).ConfigureAwait(false)) : null;
        var port = DataDirectory.Port("NATS", wanted, remembered);
        if (port.Succeeded && port.Value != remembered)
        {
            directory.WriteSecret(PortFile, JsonSerializer.Serialize(port.Value));
        }

        return port;
    }

    private static Task ClearOrphan(DataDirectory directory, ILogger logger, TimeProvider time, CancellationToken ct) =>
        Orphan.Clear(Program, directory.Path, pidFile: null, Libc.SigTerm, logger, time, ct);

    // The server speaks first: INFO, once JetStream has recovered and clients are welcome.
    private static async Task<bool> Answers(int port, CancellationToken ct)
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", port, ct).ConfigureAwait(false);
            var greeting = new byte[5];
            await socket.GetStream().ReadExactlyAsync(greeting, ct).ConfigureAwait(false);
            return greeting.AsSpan().SequenceEqual("INFO "u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
