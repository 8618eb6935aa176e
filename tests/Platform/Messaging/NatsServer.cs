using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Tests.Platform.Messaging;

/// <summary>A real nats-server on a free port, with its files in a directory of its own that goes with it.</summary>
internal sealed class NatsServer : IAsyncDisposable
{
    private readonly string configFile;
    private Process? process;

    private NatsServer(string directory, int port)
    {
        (Directory, Port) = (directory, port);
        configFile = Path.Combine(directory, "server.conf");
    }

    public string Directory { get; }

    public int Port { get; }

    public string Url => $"nats://127.0.0.1:{Port}";

    public static Task<NatsServer> StartAsync(string config = "") => StartAsync((port, directory) =>
        $"listen: 127.0.0.1:{port}\njetstream: {{ store_dir: \"{directory}/js\" }}\n{config}");

    public static async Task<NatsServer> StartAsync(Func<int, string, string> config, int? onPort = null)
    {
        var port = onPort ?? FreePort();
        var server = new NatsServer(System.IO.Directory.CreateTempSubdirectory("holdfast-nats-").FullName, port);
        await File.WriteAllTextAsync(server.configFile, config(port, server.Directory));
        await server.StartAgainAsync();
        return server;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>As the machine would kill it: no goodbye, no flush.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async Task StartAgainAsync()
    {
        process = Process.Start(new ProcessStartInfo("nats-server", ["-c", configFile, "-l", Path.Combine(Directory, "server.log")]) { UseShellExecute = false })!;
        await Until.TrueAsync("nats-server takes connections", async () =>
        {
            process.HasExited.ShouldBeFalse("nats-server ended at once");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return await probe.GetStream().ReadAsync(new byte[1]) == 1;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

internal static class Until
{
    public static Task TrueAsync(string reason, Func<bool> condition) => TrueAsync(reason, () => Task.FromResult(condition()));

    public static async Task TrueAsync(string reason, Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20), reason);
            await Task.Delay(10);
        }
    }
}

/// <summary>One server for all tests that do not harm it; each uses subjects and streams of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private NatsServer server = null!;

    internal string Url => server.Url;

    public async ValueTask InitializeAsync() => server = await NatsServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
