using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// Statements on a store's work lists: tables of ids, times and counts of all tenants, which are asked what there is to do before it is known
/// for whom. No tenant is set, so every other table is empty to them.
/// </summary>
public static class WorkList
{
    /// <summary>Every row of a statement, which commits by itself.</summary>
    public static Task<List<T>> Ask<T>(this Store store, Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(read);
        var settings = new NpgsqlBatchCommand("select set_config('search_path', $1, true)") { Parameters = { new NpgsqlParameter<string> { TypedValue = store.Schema } } };
        return RoundTrip.Run(store, settings, sql, reader => Session.Drain(reader, read, ct), ct);
    }
}
