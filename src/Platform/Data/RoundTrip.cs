using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>A statement in one round trip: with the settings that it runs under, in one batch and one implicit transaction, or alone where the connection has them.</summary>
internal static class RoundTrip
{
    public static async Task<T> Run<T>(NpgsqlDataSource source, NpgsqlBatchCommand? settings, Sql sql, Func<NpgsqlDataReader, Task<T>> read, CancellationToken ct)
    {
        var prepared = Prepared.On(source);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        if (settings is not null)
        {
            batch.BatchCommands.Add(settings);
        }

        batch.BatchCommands.Add(sql.ToCommand());
        try
        {
            T answer;
            await using (var reader = await batch.ExecuteReaderAsync(ct))
            {
                if (settings is not null)
                {
                    await reader.NextResultAsync(ct);
                }

                answer = await read(reader);
            }

            prepared.Answered(connection, batch);
            return answer;
        }
        catch (Exception e) when (e is PostgresException or OperationCanceledException)
        {
            prepared.Failed(connection, batch);
            throw;
        }
    }
}
