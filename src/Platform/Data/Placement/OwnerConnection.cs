using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data.Placement;

/// <summary>
/// A connection of the owner's for one tenant: its transactions see that tenant's rows and no others, since row security binds the owner too. Its statements are
/// made of names in the database's catalogue.
/// </summary>
internal sealed class OwnerConnection(NpgsqlConnection connection, TenantId tenant) : IAsyncDisposable
{
    private NpgsqlTransaction? transaction;

    public NpgsqlConnection Connection => connection;

    public TenantId Tenant => tenant;

    public static async Task<OwnerConnection> Open(Database database, TenantId tenant, CancellationToken ct)
    {
        var owner = database.Owner ?? throw new InvalidOperationException($"The owner's connection to database {database.Name} is not known.");
        return new OwnerConnection(await owner.OpenConnectionAsync(ct), tenant);
    }

    public async Task Begin(CancellationToken ct, System.Data.IsolationLevel isolation = System.Data.IsolationLevel.ReadCommitted)
    {
        transaction = await connection.BeginTransactionAsync(isolation, ct);
        // What comes with a tenant has been checked where it was, and arrives table by table.
        // Both sides write values as the same text, whatever their servers are set to.
        await Run(
            $"""
            select set_config('holdfast.tenant', '{tenant}', true);
            set constraints all deferred;
            set local timezone = 'UTC';
            set local datestyle = 'ISO';
            set local intervalstyle = 'iso_8601';
            set local extra_float_digits = 3;
            set local bytea_output = 'hex'
            """,
            ct);
    }

    public async Task Commit(CancellationToken ct)
    {
        await transaction!.CommitAsync(ct);
        await transaction.DisposeAsync();
        transaction = null;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Made of names in the catalogue and of ids.")]
    public async Task<long> Run(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(ct);
    }

    [SuppressMessage("Security", "CA2100", Justification = "Made of names in the catalogue and of ids.")]
    public async Task<List<T>> Query<T>(string sql, Func<Row, T> read, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync(ct);
        return await Session.Drain(rows, read, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
    }
}
