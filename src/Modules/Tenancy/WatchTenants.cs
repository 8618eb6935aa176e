using System.Data.Common;
using Holdfast.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy;

/// <summary>
/// Keeps in each process's memory what every operation asks of tenants: which are closed, and their own limits. It is read before anything is answered,
/// and then every half second; while the control store is away, what was read last holds.
/// </summary>
internal sealed partial class WatchTenants(TenantStates states, TenantLimits limits, IOptions<TenancyOptions> options, TimeProvider time, ILogger<WatchTenants> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Value.StatePoll, time, stoppingToken);
                await Look(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task Look(CancellationToken ct)
    {
        try
        {
            await states.Refresh(ct);
            await limits.Refresh(ct);
        }
        catch (Exception e) when (e is DbException or DatabaseAwayException)
        {
            NotRead(logger, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which tenants are closed, and their limits, could not be read; what was read last holds: {Error}")]
    private static partial void NotRead(ILogger logger, string error);
}
