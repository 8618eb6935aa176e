using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary>A server that answers each connection with the next of its answers, as raw HTTP; an empty answer hangs up. When there are none left it says nothing.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> answers;
    private readonly Task serving;

    public ScriptedServer(params string[] answers)
    {
        this.answers = new(answers);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        serving = Serve();
    }

    public Uri Address { get; }

    /// <summary>What came in, heads and bodies.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>An answer in JSON.</summary>
    public static string Ok(string json, string type = "application/json") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await ((Task)serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        listener.Dispose();
    }

    private async Task Serve()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            var stream = client.GetStream();
            Requests.Enqueue(await Read(stream));
            if (!answers.TryDequeue(out var answer))
            {
                await Task.Delay(Timeout.Infinite, stop.Token);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer!), stop.Token);
        }
    }

    private async Task<string> Read(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[8192];
        do
        {
            var read = await stream.ReadAsync(buffer, stop.Token);
            text += Encoding.UTF8.GetString(buffer, 0, read);
            if (read == 0)
            {
                break;
            }
        }
        while (!IsWhole(text));

        return text;
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var length = text.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal))?["Content-Length: ".Length..];
        return end >= 0 && text.Length - end - 4 >= int.Parse(length ?? "0");
    }
}
