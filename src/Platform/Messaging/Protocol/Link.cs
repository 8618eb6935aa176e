using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>Who hears what a link brings.</summary>
internal interface ILinkOwner
{
    void OnMsg(long sid, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body);

    void OnInfo(NatsServerInfo info, ServerAddress from);

    void OnPermission(NatsPermissionException violation);
}

/// <summary>One TCP (or TLS) session with one server, from login to loss. It is never revived: the connection makes a new one.</summary>
internal sealed class Link : IProtocolSink, IAsyncDisposable
{
    private readonly NatsOpts opts;
    private readonly ILinkOwner owner;
    private readonly Stream stream;
    private readonly PipeReader reader;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource<NatsConnectionException> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<TaskCompletionSource> pongs = new();
    private readonly ProtocolParser parser;
    private Task sending = Task.CompletedTask;
    private Task receiving = Task.CompletedTask;
    private Task pinging = Task.CompletedTask;
    private NatsConnectionException? verdict;
    private int unanswered;

    private Link(NatsOpts opts, ILinkOwner owner, ServerAddress address, NatsServerInfo info, Stream stream, PipeReader reader)
    {
        (this.opts, this.owner, Address, Info, this.stream, this.reader) = (opts, owner, address, info, stream, reader);
        Out = new OutgoingBuffer(stream, opts.MaxPendingBytes);
        parser = new ProtocolParser(this, opts.MaxIncomingBytes);
    }

    public ServerAddress Address { get; }

    /// <summary>The broker's latest word on itself.</summary>
    public NatsServerInfo Info { get; private set; }

    public OutgoingBuffer Out { get; }

    /// <summary>Completes, never fails, with the reason when the session is over.</summary>
    public Task<NatsConnectionException> Lost => lost.Task;

    /// <summary>Connects, secures and logs in.</summary>
    /// <exception cref="NatsConnectionException">Not reached, not trusted, or not let in (<see cref="NatsAuthorizationException"/>).</exception>
    public static async Task<Link> OpenAsync(NatsOpts opts, ILinkOwner owner, ServerAddress address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(opts.ConnectTimeout, opts.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, both.Token);
            stream = new NetworkStream(socket, ownsSocket: true);
            var reader = MakeReader(stream);
            var info = await ReadInfoAsync(reader, both.Token);
            if (info.TlsRequired || address.Tls || opts.Tls.Mode == NatsTlsMode.Require)
            {
                if (!info.TlsRequired && !info.TlsAvailable)
                {
                    throw new NatsConnectionException($"{address} offers no TLS, and TLS is demanded.");
                }

                RefusePlaintext(reader);
                stream = await SecureAsync(stream, opts.Tls, address, both.Token);
                reader = MakeReader(stream);
            }

            var link = new Link(opts, owner, address, info, stream, reader);
            await link.LoginAsync(both.Token);
            return link;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or ObjectDisposedException)
        {
            await CloseAsync(socket, stream);
            throw new NatsConnectionException($"{address} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            await CloseAsync(socket, stream);
            throw new NatsConnectionException($"{address} did not let us in within {opts.ConnectTimeout}.", e);
        }
        catch
        {
            await CloseAsync(socket, stream);
            throw;
        }
    }

    /// <summary>Sends PING and waits for the PONG: the broker has worked on all that was written before.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (pongs)
        {
            // In the queue before on the wire, and in the same order.
            pongs.Enqueue(pong);
            Out.Write("PING\r\n"u8);
        }

        if (lost.Task.IsCompleted)
        {
            FailPongs();
        }

        await pong.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the session.</summary>
    public void Abort(NatsConnectionException reason)
    {
        // What the broker said before it hung up explains more than the broken pipe that follows.
        if (lost.TrySetResult(verdict ?? reason))
        {
            Out.Close();
            FailPongs();
            stop.Cancel();
            stream.Dispose();
        }
    }

    /// <summary>Sends what is written, within a bound, then ends the session.</summary>
    public async Task CloseAsync(TimeSpan bound)
    {
        Out.Close();
        await Task.WhenAny(sending, Task.Delay(bound, opts.TimeProvider));
        Abort(new NatsConnectionException("The connection was closed."));
        await Task.WhenAll(sending, receiving, pinging);
        stop.Dispose();
    }

    /// <summary>Ends the session without sending what waits.</summary>
    public ValueTask DisposeAsync() => new(CloseAsync(TimeSpan.Zero));

    void IProtocolSink.OnMsg(long sid, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body) =>
        owner.OnMsg(sid, subject, replyTo, headerLength, body);

    void IProtocolSink.OnInfo(ReadOnlySpan<byte> json)
    {
        Info = ReadInfo(json);
        owner.OnInfo(Info, Address);
    }

    void IProtocolSink.OnPing() => Out.Write("PONG\r\n"u8);

    void IProtocolSink.OnPong()
    {
        Volatile.Write(ref unanswered, 0);
        TaskCompletionSource? pong;
        lock (pongs)
        {
            pongs.TryDequeue(out pong);
        }

        pong?.TrySetResult();
    }

    void IProtocolSink.OnError(ReadOnlySpan<byte> text)
    {
        var answer = BrokerError.Read(Encoding.UTF8.GetString(text));
        if (answer is NatsPermissionException violation)
        {
            owner.OnPermission(violation);
        }
        else
        {
            verdict ??= (NatsConnectionException)answer;
        }
    }

    private static PipeReader MakeReader(Stream stream) =>
        PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024));

    private static async Task<NatsServerInfo> ReadInfoAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var text = read.Buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return text.AsSpan().StartsWith("INFO "u8)
                    ? ReadInfo(text.AsSpan(5))
                    : throw new NatsProtocolException("The server does not greet as NATS does.");
            }

            if (read.IsCompleted || read.Buffer.Length > ProtocolParser.MaxInfo)
            {
                throw new NatsProtocolException("The server does not greet as NATS does.");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static NatsServerInfo ReadInfo(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WireContext.Default.NatsServerInfo) ?? throw new NatsProtocolException("INFO is null.");
        }
        catch (JsonException e)
        {
            throw new NatsProtocolException("INFO is not JSON as it should be.", e);
        }
    }

    // What came in the clear behind INFO would otherwise be taken for something that came through TLS.
    private static void RefusePlaintext(PipeReader reader)
    {
        if (reader.TryRead(out var rest) && !rest.Buffer.IsEmpty)
        {
            throw new NatsProtocolException("The server sent data in the clear after asking for TLS.");
        }
    }

    private static async Task<Stream> SecureAsync(Stream stream, NatsTlsOpts tls, ServerAddress address, CancellationToken cancellationToken)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = address.TlsName, CertificateRevocationCheckMode = tls.RevocationMode };
        if (tls.CaFile is not null || tls.CaCertificates is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = tls.RevocationMode };
            if (tls.CaFile is not null)
            {
                policy.CustomTrustStore.ImportFromPemFile(tls.CaFile);
            }

            policy.CustomTrustStore.AddRange(tls.CaCertificates ?? []);
            options.CertificateChainPolicy = policy;
        }

        if (tls.ClientCertificate is not null)
        {
            options.ClientCertificates = [tls.ClientCertificate];
        }

        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private static async ValueTask CloseAsync(Socket socket, Stream? stream)
    {
        if (stream is not null)
        {
            await stream.DisposeAsync();
        }

        socket.Dispose();
    }

    private async Task LoginAsync(CancellationToken cancellationToken)
    {
        var connect = await MakeConnectAsync(cancellationToken);
        Out.Write("CONNECT "u8);
        Out.Write(JsonSerializer.SerializeToUtf8Bytes(connect, WireContext.Default.ConnectOptions));
        Out.Write("\r\n"u8);
        sending = SendAsync();
        receiving = ReceiveAsync();
        try
        {
            await PingAsync(cancellationToken);
        }
        catch
        {
            // A refusal is told from a mere loss by what the broker said.
            await CloseAsync(TimeSpan.Zero);
            throw;
        }

        pinging = KeepAliveAsync();
    }

    private async Task<ConnectOptions> MakeConnectAsync(CancellationToken cancellationToken)
    {
        var auth = opts.Auth;
        var connect = new ConnectOptions { Name = opts.Name, Echo = opts.Echo, TlsRequired = stream is SslStream };
        if (auth.UserProvider is not null || auth.User is not null)
        {
            var user = auth.UserProvider is null ? auth.User! : await ProvideAsync(auth.UserProvider, cancellationToken);
            return connect with { Jwt = user.Jwt, Sig = user.Seed is null ? "" : SignNonce(user.Seed, Info.Nonce ?? "") };
        }

        return auth.Username is not null
            ? connect with { User = auth.Username, Pass = auth.Password }
            : connect with { AuthToken = auth.Token };
    }

    private static string SignNonce(string seed, string nonce)
    {
        try
        {
            return NKey.FromSeed(seed).SignBase64Url(Encoding.UTF8.GetBytes(nonce));
        }
        catch (FormatException e)
        {
            throw new NatsAuthorizationException($"The user's seed cannot be read: {e.Message}");
        }
    }

    private static async Task<NatsUserCredential> ProvideAsync(Func<CancellationToken, ValueTask<NatsUserCredential>> provider, CancellationToken cancellationToken)
    {
        try
        {
            return await provider(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The provider is the caller's code and may fail in its own ways; for the reconnect loop it is one more failed attempt.
            throw new NatsConnectionException($"The user JWT could not be had: {e.Message}", e);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await Out.SendAsync(stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The broker's last word may still wait to be read: the receiving side decides, unless it hangs.
            await Task.WhenAny(receiving, Task.Delay(TimeSpan.FromSeconds(1), opts.TimeProvider));
            Abort(new NatsConnectionException($"Sending to {Address} failed: {e.Message}", e));
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(stop.Token);
                var buffer = read.Buffer;
                parser.Parse(ref buffer);
                reader.AdvanceTo(buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    Abort(new NatsConnectionException($"{Address} closed the connection."));
                    break;
                }
            }
        }
        catch (NatsConnectionException e)
        {
            Abort(e);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            Abort(new NatsConnectionException($"Receiving from {Address} failed: {e.Message}", e));
        }

        await reader.CompleteAsync();
    }

    private async Task KeepAliveAsync()
    {
        using var timer = new PeriodicTimer(opts.PingInterval, opts.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                if (Interlocked.Increment(ref unanswered) > opts.MaxPingOut)
                {
                    Abort(new NatsConnectionException($"{Address} gave no sign of life for {unanswered - 1} pings."));
                    return;
                }

                lock (pongs)
                {
                    pongs.Enqueue(new TaskCompletionSource());
                    Out.Write("PING\r\n"u8);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private void FailPongs()
    {
        lock (pongs)
        {
            while (pongs.TryDequeue(out var pong))
            {
                pong.TrySetException(lost.Task.GetAwaiter().GetResult());
                _ = pong.Task.Exception;
            }
        }
    }
}
