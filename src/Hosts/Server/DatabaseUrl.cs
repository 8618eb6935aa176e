using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>Reads postgres:// URLs (PostgreSQL manual, 34.1.1.2) and Npgsql connection strings.</summary>
internal static class DatabaseUrl
{
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!text.StartsWith("postgres://", StringComparison.Ordinal) && !text.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return new NpgsqlConnectionStringBuilder(text);
        }

        var url = new Uri(text);
        var user = url.UserInfo.Split(':', 2);
        var parsed = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath.Trim('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (Uri.UnescapeDataString(n), Uri.UnescapeDataString(v)) : (pair, "");
            parsed[name switch { "sslmode" => "SSL Mode", "application_name" => "Application Name", "connect_timeout" => "Timeout", _ => name }] =
                name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return parsed;
    }

    /// <param name="text">The URL or connection string.</param>
    /// <param name="connections">The most that are open.</param>
    /// <param name="name">As which they are seen in the database.</param>
    /// <param name="options">Settings with which a connection starts (PostgreSQL manual, 34.1.2, options): only where no proxy stands between.</param>
    public static NpgsqlDataSource Source(string text, int connections, string name, string? options = null)
    {
        var settings = Settings(text, connections, name);
        settings.Options = options ?? settings.Options;
        // More than there are statements: one that is dropped for another would have to be prepared again.
        settings.MaxAutoPrepare = 500;
        settings.AutoPrepareMinUsages = 2;
        // Nothing is set on a connection that outlives its transaction, so there is nothing to reset when it comes back; tests/System/Isolation looks.
        settings.NoResetOnClose = true;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build();
    }

    /// <summary>The owner's connections, for moving tenants: opened when one is moved, and reset after.</summary>
    public static NpgsqlDataSource Owner(string text)
    {
        var settings = Settings(text, 6, "holdfast-owner");
        settings.ConnectionIdleLifetime = 10;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName }.Build();
    }

    private static NpgsqlConnectionStringBuilder Settings(string text, int connections, string name)
    {
        var settings = Parse(text);
        settings.ApplicationName = name;
        settings.MaxPoolSize = connections;
        settings.Timeout = 5;
        settings.CommandTimeout = 30;
        settings.KeepAlive = 30;
        return settings;
    }
}
