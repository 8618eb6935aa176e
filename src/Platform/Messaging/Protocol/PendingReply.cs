using System.Buffers;
using System.Threading.Tasks.Sources;

namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>Makes what a caller awaits of an answer. Spans live only during the call.</summary>
/// <param name="subject">What was asked.</param>
/// <param name="replyTo">Where the answer wants an answer; mostly empty.</param>
/// <param name="headerLength">Bytes of <paramref name="body"/> that are headers.</param>
/// <param name="body">Headers and payload.</param>
/// <exception cref="NatsException">It cannot be read, or is a refusal: what the caller gets instead.</exception>
internal delegate T ReplyReader<T>(string subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body);

/// <summary>An answer that is awaited.</summary>
internal abstract class PendingReply
{
    public long Id { get; private set; }

    public string Subject { get; private set; } = "";

    public TimeSpan Timeout { get; private set; }

    /// <summary>In the clock's timestamps.</summary>
    public long Deadline { get; private set; }

    public void Await(long id, string subject, TimeSpan timeout, long deadline) => (Id, Subject, Timeout, Deadline) = (id, subject, timeout, deadline);

    /// <summary>The answer has come. Once at most, by who took it out of the list of those that wait.</summary>
    public abstract void Answer(ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body);

    /// <summary>No answer will come. Once at most, by who took it out of the list of those that wait.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>
/// An answer that is awaited once, by the <see cref="ValueTask{T}"/> of its version, and is then there for the next request:
/// thousands of acknowledgements a second leave no garbage.
/// </summary>
internal sealed class PendingReply<T>(ReplyMux mux, ReplyKind<T> kind) : PendingReply, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration cancellation;

    public short Version => core.Version;

    /// <summary>The answer, of which there is one for each version.</summary>
    public ValueTask<T> Task(short version, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled && core.GetStatus(version) == ValueTaskSourceStatus.Pending)
        {
            cancellation = cancellationToken.UnsafeRegister(static (self, token) => ((PendingReply<T>)self!).Cancel(token), this);
        }

        return new ValueTask<T>(this, version);
    }

    public override void Answer(ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body)
    {
        try
        {
            core.SetResult(kind.Read(Subject, replyTo, headerLength, body));
        }
        catch (NatsProtocolException e)
        {
            core.SetException(e);
            throw;
        }
        catch (NatsException e)
        {
            core.SetException(e);
        }
    }

    public override void Fail(Exception reason) => core.SetException(reason);

    public T GetResult(short token)
    {
        var read = core.GetStatus(token) != ValueTaskSourceStatus.Pending;
        try
        {
            return core.GetResult(token);
        }
        finally
        {
            if (read)
            {
                // Waits for a cancellation that is just being told, so that none reaches the next request.
                cancellation.Dispose();
                cancellation = default;
                core.Reset();
                mux.GiveBack(kind, this);
            }
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        if (mux.Remove(this))
        {
            Fail(new OperationCanceledException(token));
        }
    }
}

/// <summary>What is awaited of an answer, and slots for it that are free.</summary>
internal sealed class ReplyKind<T>(ReplyReader<T> read)
{
    public ReplyReader<T> Read { get; } = read;

    /// <summary>Under the lock of the list of those that wait.</summary>
    public Stack<PendingReply<T>> Free { get; } = new();
}
