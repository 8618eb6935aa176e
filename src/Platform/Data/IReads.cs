
namespace Holdfast.Platform.Data;

/// <summary>
/// Where a query runs: a session answers it by itself, a change inside its transaction. A statement that both need takes it as its first
/// parameter, so that a contract can be asked while the caller's change is open, over the connection that the change has.
/// </summary>
public interface IReads
{
    /// <summary>Every row of a query.</summary>
    Task<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct);

    /// <summary>The first row of a query, or the default.</summary>
    Task<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct);
}
