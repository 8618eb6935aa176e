using System.Data.Common;
using Holdfast.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>Writes the uses of keys every few seconds, and once more when the process stops.</summary>
internal sealed partial class WriteKeyUses(KeyUses uses, IOptions<AccessOptions> options, TimeProvider time, ILogger<WriteKeyUses> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWrite(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await TryWrite(stoppingToken) ? options.Value.KeyUseInterval : Pause, time, stoppingToken);
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
            await uses.Write(ct);
            return true;
        }
        catch (Exception e) when (e is DbException or DatabaseAwayException)
        {
            NotWritten(logger, e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The uses of keys could not be written down; they are kept and written later: {Error}")]
    private static partial void NotWritten(ILogger logger, string error);
}
