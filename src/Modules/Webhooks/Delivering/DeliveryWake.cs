namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>Tells this process's runner that there may be something to do. Losing a call costs one poll interval.</summary>
internal sealed class DeliveryWake : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    public void Now()
    {
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
        catch (ObjectDisposedException)
        {
            // Stopping.
        }
    }

    public Task Wait(TimeSpan atMost, CancellationToken ct) => signal.WaitAsync(atMost, ct);

    public void Dispose() => signal.Dispose();
}
