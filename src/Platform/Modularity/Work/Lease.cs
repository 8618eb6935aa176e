using System.Data.Common;
using Holdfast.Platform.Data;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>Work under a lease: it is renewed while the work is under way, and the work is stopped when the lease is lost.</summary>
public static class Lease
{
    /// <summary>Runs the work, and renews its lease at every third of its length.</summary>
    /// <param name="length">How long the lease holds without being renewed.</param>
    /// <param name="renew">Renews it; false when somebody else has it by now.</param>
    /// <param name="work">What is done under it; its token ends when the lease is lost.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancels both.</param>
    /// <exception cref="InvalidOperationException">The lease was lost before the work ended.</exception>
    public static async Task While(TimeSpan length, Func<CancellationToken, Task<bool>> renew, Func<CancellationToken, Task> work, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(renew);
        ArgumentNullException.ThrowIfNull(work);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = Renew(length, renew, lost, time, ended.Token);
        try
        {
            await work(lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new InvalidOperationException("The lease was lost before the work ended; whoever has it now does it again.");
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
        }
    }

    private static async Task Renew(TimeSpan length, Func<CancellationToken, Task<bool>> renew, CancellationTokenSource lost, TimeProvider time, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(length / 3, time, ended);
                if (!await renew(ended))
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The work is done.
        }
        catch (Exception e) when (e is DbException or DatabaseAwayException)
        {
            // Not renewed is as good as lost.
            await lost.CancelAsync();
        }
    }
}
