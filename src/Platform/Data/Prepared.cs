using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// Statements that come again are prepared by Npgsql on its own. It counts one as prepared as soon as PostgreSQL has parsed it; when the same
/// use then fails as it is bound, before its columns were described, the next use on that connection meets rows that it does not expect
/// (npgsql/npgsql#6391). So a connection on which a statement failed forgets what it has prepared.
/// </summary>
internal static class Prepared
{
    /// <summary>Rolls back what the failure has left open, and lets go of every prepared statement.</summary>
    public static void Forget(NpgsqlConnection connection)
    {
        try
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                using var rollback = new NpgsqlCommand("rollback", connection);
                rollback.ExecuteNonQuery();
                connection.UnprepareAll();
            }
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and with it everything that was prepared on it.
        }
    }
}
