using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// Statements that come again are prepared by Npgsql on its own. It counts one as prepared as soon as PostgreSQL has parsed it; when the same
/// use then fails as it is bound, before its columns were described, the next use on that connection meets rows that it does not expect
/// (npgsql/npgsql#6391). So a connection on which a statement failed forgets what it has prepared; unless the statement had been answered there often
/// enough to be prepared and described before: then it is none of the failure's business, and a caller who goes away costs nobody anything. What Npgsql
/// has let go of again, because others were used since, is prepared anew: so no more is known of a connection than it cannot have let go of.
/// </summary>
internal sealed class Prepared
{
    /// <summary>After so many uses on a connection a statement is prepared.</summary>
    public const int AfterUses = 2;

    private const int MaxConnections = 1000;
    private static readonly ConditionalWeakTable<NpgsqlDataSource, Prepared> Sources = [];

    private readonly int maxTexts;

    // By the server process that a connection has. Texts are the same objects each time.
    private readonly ConcurrentDictionary<int, Dictionary<string, int>> answered = new();

    private Prepared(int maxTexts) => this.maxTexts = maxTexts;

    /// <summary>What is prepared on a pool's connections.</summary>
    // Half of what Npgsql keeps: among so many, it lets go of none that was used.
    public static Prepared On(NpgsqlDataSource source) =>
        Sources.GetValue(source, static s => new Prepared(new NpgsqlConnectionStringBuilder(s.ConnectionString).MaxAutoPrepare / 2));

    /// <summary>All of a batch was answered.</summary>
    public void Answered(NpgsqlConnection connection, NpgsqlBatch batch)
    {
        foreach (var command in batch.BatchCommands)
        {
            Answered(connection, command.CommandText);
        }
    }

    private void Answered(NpgsqlConnection connection, string text)
    {
        // A connection is in one pair of hands at a time.
        var texts = answered.GetOrAdd(connection.ProcessID, static _ => new Dictionary<string, int>(ReferenceEqualityComparer.Instance));
        ref var uses = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(texts, text, out _);
        if (uses < AfterUses)
        {
            uses++;
        }

        if (texts.Count > maxTexts)
        {
            texts.Clear();
        }
    }

    /// <summary>A batch failed or was given up: unless its statements are known to be prepared, the connection forgets what it has prepared.</summary>
    public void Failed(NpgsqlConnection connection, NpgsqlBatch batch)
    {
        if (connection.FullState != System.Data.ConnectionState.Open)
        {
            return;
        }

        if (!IsPrepared(connection, batch))
        {
            answered.TryRemove(connection.ProcessID, out _);
            Forget(connection);
        }

        if (answered.Count > MaxConnections)
        {
            // Of connections that are long gone, for the most part; the others' statements are learnt again.
            answered.Clear();
        }
    }

    private bool IsPrepared(NpgsqlConnection connection, NpgsqlBatch batch)
    {
        if (!answered.TryGetValue(connection.ProcessID, out var known))
        {
            return false;
        }

        foreach (var command in batch.BatchCommands)
        {
            if (known.GetValueOrDefault(command.CommandText) < AfterUses)
            {
                return false;
            }
        }

        return true;
    }

    // Rolls back what the failure has left open, and lets go of every prepared statement.
    private static void Forget(NpgsqlConnection connection)
    {
        try
        {
            using var rollback = new NpgsqlCommand("rollback", connection);
            rollback.ExecuteNonQuery();
            connection.UnprepareAll();
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and with it everything that was prepared on it.
        }
    }
}
