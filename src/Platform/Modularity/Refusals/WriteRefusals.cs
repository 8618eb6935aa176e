using System.Data.Common;
using Holdfast.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Refusals;

/// <summary>Writes the platform's own log every second, and once more when the process stops.</summary>
public sealed partial class WriteRefusals(RefusalLog log, TimeProvider time, ILogger<WriteRefusals> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWrite(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await TryWrite(stoppingToken) ? Every : Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is written when it has stopped.
        }
    }

    private async Task<bool> TryWrite(CancellationToken ct)
    {
        try
        {
            await log.Write(ct);
            return true;
        }
        catch (Exception e) when (e is DbException or DatabaseAwayException)
        {
            NotWritten(logger, e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was refused could not be written down; it is kept and written later: {Error}")]
    private static partial void NotWritten(ILogger logger, string error);
}
