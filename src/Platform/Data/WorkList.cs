using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// Statements on a database's work lists: tables of ids, times and counts of all its tenants, in whichever schema these are, which are asked what
/// there is to do before it is known for whom. No tenant is set, and no tenant's schema is in sight.
/// </summary>
public static class WorkList
{
    /// <summary>Every row of a statement, which commits by itself.</summary>
    public static Task<List<T>> Ask<T>(this Database database, Sql sql, Func<Row, T> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(read);
        var settings = new NpgsqlBatchCommand("select set_config('search_path', $1, true)") { Parameters = { new NpgsqlParameter<string> { TypedValue = Store.WorkSchema } } };
        return RoundTrip.Run(database.Pool(isBackground: true), settings, sql, reader => Session.Drain(reader, read, ct), ct);
    }
}
