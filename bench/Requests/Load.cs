using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Bench.Requests;

/// <summary>What a generator found.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">Milliseconds from when a request was due to its answer; in a closed loop from when it was sent.</param>
/// <param name="P99">The same.</param>
/// <param name="Answers">How many came in all, warm-up included.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99, double Answers)
{
    /// <summary>Processor time for each answer, microseconds, where it was measured.</summary>
    public double Micros { get; init; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:R} {P50:R} {P99:R} {Answers:R}");

    public static LoadResult Parse(string line)
    {
        var parts = line.Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new(parts[0], parts[1], parts[2], parts[3]);
    }
}

/// <summary>
/// A load generator for one kind of request: prepared bytes on keep-alive connections, one thread that polls them in turn. Each answer is
/// read to its end and must be a 200. With a rate it is open: requests are due at fixed times, and one that has to wait for a free
/// connection counts from when it was due.
/// </summary>
internal sealed class Load
{
    private readonly byte[] request;
    private readonly Connection[] connections;
    private readonly List<double> latencies = new(1 << 20);

    private Load(Uri target, string token, int count)
    {
        request = Encoding.ASCII.GetBytes($"GET {target.PathAndQuery} HTTP/1.1\r\nHost: {target.Authority}\r\nAccept: application/json\r\nAuthorization: Bearer {token}\r\n\r\n");
        connections = [.. Enumerable.Range(0, count).Select(_ => new Connection(target.Port))];
    }

    /// <param name="target">What to GET, on loopback.</param>
    /// <param name="token">The credential, for a server that looks at it and for one that does not.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="rate">Requests a second; 0 for as many as there are answers.</param>
    public static LoadResult Run(Uri target, string token, int connections, double seconds, double rate)
    {
        var load = new Load(target, token, connections);
        try
        {
            load.For(Math.Min(0.25, seconds), rate);
            var warm = load.latencies.Count;
            load.latencies.Clear();
            var took = load.For(seconds, rate);
            load.latencies.Sort();
            return new(load.latencies.Count / took, load.At(0.5), load.At(0.99), warm + load.latencies.Count);
        }
        finally
        {
            Array.ForEach(load.connections, c => c.Dispose());
        }
    }

    private double At(double quantile) => latencies[(int)Math.Min(latencies.Count - 1, latencies.Count * quantile)];

    private double For(double seconds, double rate)
    {
        var began = Stopwatch.GetTimestamp();
        var end = began + (long)(seconds * Stopwatch.Frequency);
        var step = rate > 0 ? Stopwatch.Frequency / rate : 0;
        var due = (double)began;
        var busy = 0;
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            if (now >= end && busy == 0)
            {
                return Stopwatch.GetElapsedTime(began, now).TotalSeconds;
            }

            foreach (var connection in connections)
            {
                if (connection.SentAt != 0)
                {
                    if (connection.TryFinish())
                    {
                        latencies.Add(Stopwatch.GetElapsedTime(connection.SentAt).TotalMilliseconds);
                        connection.SentAt = 0;
                        busy--;
                    }
                }

                if (connection.SentAt == 0 && now < end && (rate == 0 || due <= now))
                {
                    connection.SentAt = rate == 0 ? Stopwatch.GetTimestamp() : (long)due;
                    due += step;
                    connection.Send(request);
                    busy++;
                }
            }
        }
    }

    private sealed class Connection : IDisposable
    {
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] buffer = new byte[64 * 1024];
        private int filled;

        public Connection(int port)
        {
            socket.Connect(IPAddress.Loopback, port);
            socket.Blocking = false;
        }

        /// <summary>When the request under way was due; 0 when there is none.</summary>
        public long SentAt { get; set; }

        public void Send(byte[] bytes)
        {
            filled = 0;
            if (socket.Send(bytes) != bytes.Length)
            {
                throw new InvalidOperationException("A request did not fit into the socket.");
            }
        }

        /// <summary>Reads what has come; true when the answer is whole.</summary>
        public bool TryFinish()
        {
            var got = socket.Receive(buffer.AsSpan(filled), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return false;
            }

            if (error != SocketError.Success || got == 0)
            {
                throw new InvalidOperationException($"The connection broke: {error}.");
            }

            filled += got;
            return IsWhole(buffer.AsSpan(0, filled));
        }

        public void Dispose() => socket.Dispose();

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var headers = answer.IndexOf("\r\n\r\n"u8);
            if (headers < 0)
            {
                return false;
            }

            if (!answer.StartsWith("HTTP/1.1 200"u8))
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            }

            var length = answer[..headers].IndexOf("Content-Length: "u8);
            if (length < 0)
            {
                return answer.EndsWith("0\r\n\r\n"u8);
            }

            return System.Buffers.Text.Utf8Parser.TryParse(answer[(length + 16)..], out int body, out _) && answer.Length >= headers + 4 + body;
        }
    }
}
