using System.Data.Common;
using Holdfast.Platform.Data;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Platform.Modularity;

/// <summary>
/// What every process does again and again for itself: it reads into its memory what all operations ask for, or writes down what it has counted. While
/// the database is away it says so and goes on trying. Work that one process does for all is an <see cref="Work.IWork"/>.
/// </summary>
public abstract class ProcessLoop(TimeProvider time) : BackgroundService
{
    /// <summary>How long from one turn to the next.</summary>
    protected abstract TimeSpan Every { get; }

    /// <summary>How long after a turn that failed.</summary>
    protected virtual TimeSpan Pause => Every;

    /// <summary>One turn.</summary>
    protected abstract Task Turn(CancellationToken ct);

    /// <summary>Says that the database did not take part in a turn.</summary>
    protected abstract void Failed(string error);

    /// <summary>A turn now; false when the database did not take part.</summary>
    protected async Task<bool> Try(CancellationToken ct)
    {
        try
        {
            await Turn(ct);
            return true;
        }
        catch (Exception e) when (e is DbException or DatabaseAwayException)
        {
            Failed(e.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await Try(stoppingToken) ? Every : Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
