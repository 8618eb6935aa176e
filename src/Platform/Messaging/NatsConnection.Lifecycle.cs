using System.Buffers;
using Holdfast.Platform.Messaging.Protocol;

namespace Holdfast.Platform.Messaging;

/// <summary>How the connection is won, lost, won again and given up.</summary>
public sealed partial class NatsConnection
{
    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(2);

    private readonly LinkOwner linkOwner;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private volatile NatsConnectionState state;
    private int disposed;

    /// <summary>Where the connection stands.</summary>
    public NatsConnectionState ConnectionState => state;

    /// <summary>Opens the connection.</summary>
    /// <exception cref="NatsConnectionException">No server let us in, and <see cref="NatsOpts.RetryOnInitialConnect"/> is off.</exception>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        await opened.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until the connection is in a state.</summary>
    public async Task WaitForStateAsync(NatsConnectionState wanted, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (state == wanted)
                {
                    return;
                }

                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Connects again at once, with fresh credentials from the provider: ends a pause, or gives the present link up.</summary>
    public void Reconnect()
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            (waiting, hurry) = (hurry, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        link?.Abort(new NatsConnectionException("A new connection was asked for."));
        waiting.TrySetResult();
    }

    /// <summary>
    /// Ends every subscription without losing what the broker sent already, sends all that was published, and closes.
    /// Readers of subscriptions see what waits, and then the end.
    /// </summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken = default)
    {
        var ending = new List<NatsSub>();
        lock (gate)
        {
            foreach (var (sid, sub) in subscriptions)
            {
                ending.Add(sub);
                link?.Out.Write(System.Text.Encoding.ASCII.GetBytes($"UNSUB {sid}\r\n"));
            }
        }

        if (link is { } current)
        {
            try
            {
                await current.PingAsync(cancellationToken);
            }
            catch (NatsConnectionException)
            {
                // Gone already: there is nothing left to wait for.
            }
        }

        ending.ForEach(sub => sub.Complete());
        await DisposeAsync();
    }

    /// <summary>Sends what waits, within two seconds, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        await stop.CancelAsync();
        await running;
        replies.Fail(new NatsConnectionException("The connection was closed."));
        replies.Dispose();
        foreach (var (_, sub) in subscriptions)
        {
            sub.Complete();
        }

        Become(NatsConnectionState.Closed);
        opened.TrySetException(new NatsConnectionException("The connection was closed."));
        _ = opened.Task.Exception;
    }

    private void Begin()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            if (state == NatsConnectionState.Closed)
            {
                opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Become(NatsConnectionState.Connecting);
                running = Task.Run(RunAsync);
            }
        }
    }

    private async ValueTask EnsureBegunAsync(CancellationToken cancellationToken)
    {
        if (state is NatsConnectionState.Closed or NatsConnectionState.Connecting)
        {
            await ConnectAsync(cancellationToken);
        }
    }

    private async ValueTask<Link> AwaitLinkAsync(CancellationToken cancellationToken)
    {
        await EnsureBegunAsync(cancellationToken);
        var bound = Opts.PublishTimeoutOnDisconnected;
        if (link is { } current)
        {
            return current;
        }

        if (bound <= TimeSpan.Zero)
        {
            throw new NatsConnectionException("There is no connection.");
        }

        using var deadline = new CancellationTokenSource(bound, Opts.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token, stop.Token);
        try
        {
            while (true)
            {
                await WaitForStateAsync(NatsConnectionState.Open, both.Token);
                if (link is { } found)
                {
                    return found;
                }

                await Task.Yield();
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NatsConnectionException($"There was no connection within {bound}.", e);
        }
    }

    private async Task RunAsync()
    {
        var first = true;
        try
        {
            while (true)
            {
                var current = await EstablishAsync(first && !Opts.RetryOnInitialConnect, stop.Token);
                first = false;
                Attach(current);
                NatsConnectionException reason;
                try
                {
                    reason = await current.Lost.WaitAsync(stop.Token);
                }
                catch (OperationCanceledException)
                {
                    // Off the table before the last bytes go out, so that nobody writes behind them.
                    link = null;
                    await current.CloseAsync(CloseBound);
                    throw;
                }

                link = null;
                Become(NatsConnectionState.Reconnecting);
                replies.Fail(new NatsConnectionException($"The link was lost before the answer came: {reason.Message}", reason));
                NatsLog.Lost(logger, reason.Message);
                Raise(ConnectionDisconnected, new NatsConnectionEventArgs(reason.Message, reason));
                await current.CloseAsync(TimeSpan.Zero);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            link = null;
        }
        catch (Exception e)
        {
            // Only the very first attempt gives up by itself; anything else is a fault, and who waits must hear of it.
            link = null;
            Become(NatsConnectionState.Closed);
            opened.TrySetException(e as NatsException ?? new NatsException($"The connection's runner failed: {e.Message}", e));
            _ = opened.Task.Exception;
        }
    }

    private async Task<Link> EstablishAsync(bool once, CancellationToken cancellationToken)
    {
        for (int round = 0, refusals = 0; ; round++)
        {
            NatsException? last = null;
            foreach (var server in servers.Round())
            {
                try
                {
                    return await Link.OpenAsync(Opts, linkOwner, server, cancellationToken);
                }
                catch (NatsException e)
                {
                    last = e;
                    if (e is NatsAuthorizationException)
                    {
                        // The servers of a cluster know the same logins: asking the next one would only hammer.
                        refusals++;
                        break;
                    }
                }
            }

            if (once)
            {
                throw last!;
            }

            var pause = last is NatsAuthorizationException
                ? Pause(Opts.AuthReconnectWait, Opts.AuthReconnectWait * 20, refusals - 1)
                : Pause(Opts.ReconnectWaitMin, Opts.ReconnectWaitMax, round);
            NatsLog.Failed(logger, pause, last!.Message);
            Task early;
            lock (gate)
            {
                early = hurry.Task;
            }

            Raise(ReconnectFailed, new NatsConnectionEventArgs(last.Message, last));
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(early, Task.Delay(pause, Opts.TimeProvider, ended.Token));
            await ended.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static TimeSpan Pause(TimeSpan least, TimeSpan most, int round)
    {
        var full = Math.Min(most.TotalMilliseconds, least.TotalMilliseconds * Math.Pow(2, Math.Min(round, 30)));

        // Half fixed, half by lot: a fleet that lost its broker in one moment must not come back in one.
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    private void Attach(Link current)
    {
        servers.Learn(current.Info.ConnectUrls, current.Address);
        lock (gate)
        {
            current.Out.Write(SubLine(replies.Subject, null, ReplyMux.Sid));
            foreach (var (_, sub) in subscriptions)
            {
                current.Out.Write(SubLine(sub.Subject, sub.QueueGroup, sub.Sid));
            }

            link = current;
            Become(NatsConnectionState.Open);
        }

        foreach (var (_, sub) in subscriptions)
        {
            sub.Renewed?.Invoke();
        }

        opened.TrySetResult();
        NatsLog.Connected(logger, current.Address.ToString(), current.Info.Version);
        Raise(ConnectionOpened, new NatsConnectionEventArgs($"Connected to {current.Address}."));
    }

    private void Become(NatsConnectionState next)
    {
        lock (gate)
        {
            state = next;
            var waiting = changed;
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.TrySetResult();
        }
    }

    private void OnPermission(NatsPermissionException violation)
    {
        NatsLog.Refused(logger, violation.Message);
        if (violation.IsPublish)
        {
            // The broker does not say which message it was; all that await an answer from there are refused alike.
            replies.Fail(violation, violation.Subject);
        }
        else
        {
            foreach (var (sid, sub) in subscriptions)
            {
                if (sub.Subject == violation.Subject && subscriptions.TryRemove(sid, out _))
                {
                    sub.Complete(violation);
                }
            }

            if (violation.Subject == replies.Subject)
            {
                replies.Fail(violation);
            }
        }

        Raise(PermissionViolated, new NatsPermissionEventArgs(violation));
    }

    // Keeps what a link may call off the connection's public face.
    private sealed class LinkOwner(NatsConnection connection) : ILinkOwner
    {
        public void OnMsg(long sid, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body) =>
            connection.Deliver(sid, subject, replyTo, headerLength, body);

        public void OnInfo(NatsServerInfo info, ServerAddress from) => connection.servers.Learn(info.ConnectUrls, from);

        public void OnPermission(NatsPermissionException violation) => connection.OnPermission(violation);
    }
}
