using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Integrations;

/// <summary>Everything that the database holds of a tenant, as text: for tests that look for a secret in it.</summary>
internal static partial class DatabaseText
{
    /// <summary>Each row as its table's name and its JSON.</summary>
    public static async Task<List<string>> Of(TestServer server, TestTenant tenant)
    {
        await using var connection = new NpgsqlConnection(await server.OwnerConnection());
        await connection.OpenAsync();
        await Query(connection, $"select set_config('holdfast.tenant', '{tenant.Id}', false)");
        var tables = await Query(connection, "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('shared', 'control', 'work') and tablename <> 'migration'");
        var rows = new List<string>();
        foreach (var table in tables)
        {
            // Sealed bytes are shown as text too: what is not encrypted would be readable there.
            rows.AddRange((await Query(connection, $"select row_to_json(t)::text from {table} t")).Select(row => $"{table.Split('.')[1]} {Unhex(row)}"));
        }

        return rows;
    }

    private static string Unhex(string row) => Hex().Replace(row, match => Encoding.Latin1.GetString(Convert.FromHexString(match.Groups[1].Value)));

    private static async Task<List<string>> Query(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Names from the catalogue.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    [GeneratedRegex(@"\\\\x([0-9a-f]+)")]
    private static partial Regex Hex();
}
