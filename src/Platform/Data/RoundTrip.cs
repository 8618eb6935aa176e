using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>A statement with the settings that it runs under, in one batch and one implicit transaction.</summary>
internal static class RoundTrip
{
    public static async Task<T> Run<T>(Store store, NpgsqlBatchCommand settings, Sql sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        await using var connection = await store.Source.OpenConnectionAsync(ct);
        try
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { settings, sql.ToCommand() } };
            await using var reader = await batch.ExecuteReaderAsync(ct);
            await reader.NextResultAsync(ct);
            return await read(reader);
        }
        catch (Exception e) when (e is PostgresException or OperationCanceledException)
        {
            Prepared.Forget(connection);
            throw;
        }
    }
}
