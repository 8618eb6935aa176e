namespace Holdfast.Platform.Kernel;

/// <summary>How an operation uses the database; one for all copies of its context.</summary>
public sealed class OpConnections
{
    private int changes;

    /// <summary>Whether it is background work, which has a pool of its own: it never takes a connection that a request waits for.</summary>
    public bool IsBackground { get; set; }

    /// <summary>A change of the operation has taken a connection.</summary>
    public void Opened() => Interlocked.Increment(ref changes);

    /// <summary>It has given it back.</summary>
    public void Closed() => Interlocked.Decrement(ref changes);

    /// <summary>
    /// Refuses a second connection while a change has one: operations that each hold a row's lock and wait for another connection can take the
    /// whole pool and wait for one another.
    /// </summary>
    /// <exception cref="InvalidOperationException">A change is open.</exception>
    public void CheckFree()
    {
        if (Volatile.Read(ref changes) > 0)
        {
            throw new InvalidOperationException("A change of this operation is open: read inside it, or before it, and never over a second connection.");
        }
    }
}
