using System.Net.Http.Headers;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>A reader of server-sent events.</summary>
internal sealed class LiveStream : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private StreamReader? lines;

    public static async Task<LiveStream> Open(ApiClient client)
    {
        var stream = new LiveStream();
        stream.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        stream.lines = new StreamReader(await stream.http.GetStreamAsync(new Uri(client.Address, "/api/live")));
        await stream.Until("event: hello");
        return stream;
    }

    public async Task Until(string line)
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (await lines!.ReadLineAsync(limit.Token) is { } read)
        {
            if (read == line)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The stream ended before '{line}'.");
    }

    /// <summary>Reads on until the server ends the stream.</summary>
    public async Task Ended()
    {
        using var limit = new CancellationTokenSource(Deadline);
        while (await lines!.ReadLineAsync(limit.Token) is not null)
        {
            // What is still said does not matter.
        }
    }

    public ValueTask DisposeAsync()
    {
        lines?.Dispose();
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
