using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>
/// Knows how each database is, and says when that changes. A tenants' database that is away or behind is that database's state alone: it is looked at
/// again, and brought up to date where that may be done, until it is ready; the others serve meanwhile. The control store's was made ready before the start.
/// </summary>
internal sealed partial class DatabaseKeeper(IStores stores, DatabaseCheck check, IOptions<ServerOptions> options, TimeProvider time, ILogger<DatabaseKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(stores.Databases.Select(d => Keep(d, stoppingToken)));

    private async Task Keep(Database database, CancellationToken ct)
    {
        var pause = options.Value.DatabaseProbe;
        var isFit = database.HoldsControl;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var (status, detail) = isFit ? await Ask(database, ct) : await Prepare(database, ct);
                isFit |= status == DatabaseStatus.Ready;
                if (database.Becomes(status, detail, time.GetUtcNow()))
                {
                    Changed(logger, database.Name, EnumText.Of(status), detail);
                }

                // Whoever brings a schema up to date does it once for all; looking at it more often than that would be of no use.
                await Task.Delay(status == DatabaseStatus.Behind ? pause * 10 : pause, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<(DatabaseStatus, string?)> Prepare(Database database, CancellationToken ct)
    {
        try
        {
            return await check.Prepare(database, ct) switch
            {
                null => (DatabaseStatus.Ready, null),
                { Kind: ProblemKind.Unavailable } away => (DatabaseStatus.Away, away.Detail),
                var unfit => (DatabaseStatus.Behind, unfit.Detail),
            };
        }
        catch (Exception e) when (e is InvalidOperationException or PostgresException)
        {
            // A migration that does not fit what is there.
            return (DatabaseStatus.Behind, e.Message);
        }
    }

    private static async Task<(DatabaseStatus, string?)> Ask(Database database, CancellationToken ct)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Patience);
            await using var command = database.Probe.CreateCommand("select 1");
            await command.ExecuteScalarAsync(limit.Token);
            return (DatabaseStatus.Ready, null);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (DatabaseStatus.Away, "It does not answer.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Database {Database} is {Status}. {Detail}")]
    private static partial void Changed(ILogger logger, string database, string status, string? detail);
}
