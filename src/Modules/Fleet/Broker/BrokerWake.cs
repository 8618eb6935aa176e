namespace Holdfast.Modules.Fleet.Broker;

/// <summary>Tells this process's <see cref="KeepClaims"/> at once that the broker is to be told something. Losing a call costs its poll interval.</summary>
internal sealed class BrokerWake : IDisposable
{
    private readonly SemaphoreSlim calls = new(0, 1);
    private int isForced;

    /// <summary>Something that is to be told was committed.</summary>
    public void Ask()
    {
        try
        {
            calls.Release();
        }
        catch (SemaphoreFullException)
        {
            // Called already.
        }
        catch (ObjectDisposedException)
        {
            // Stopping.
        }
    }

    /// <summary>All is to be told again, whether it was told or not.</summary>
    public void AskForAll()
    {
        Volatile.Write(ref isForced, 1);
        Ask();
    }

    /// <summary>The same, at the next turn.</summary>
    public void AskForAllLater() => Volatile.Write(ref isForced, 1);

    /// <summary>Whether all is to be told again; asked once.</summary>
    public bool TakeForced() => Interlocked.Exchange(ref isForced, 0) == 1;

    public Task Wait(TimeSpan atMost, CancellationToken ct) => calls.WaitAsync(atMost, ct);

    public void Dispose() => calls.Dispose();
}
