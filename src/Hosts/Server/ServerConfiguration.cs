using Microsoft.Extensions.Configuration;

namespace Holdfast.Hosts.Server;

/// <summary>Where settings come from: defaults, then <c>holdfast.json</c> in the data directory, then environment variables, then flags.</summary>
public static class ServerConfiguration
{
    /// <summary>Environment variables with short names, and the setting that each stands for.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = "Holdfast:Server:DatabaseUrl",
        ["DATABASE_MIGRATION_URL"] = "Holdfast:Server:DatabaseMigrationUrl",
        ["NATS_URL"] = "Holdfast:Server:NatsUrl",
        ["NATS_PUBLIC_URL"] = "Holdfast:Server:NatsPublicUrl",
        ["NATS_IDENTITY_FILE"] = "Holdfast:Server:NatsIdentityFile",
        ["PATH"] = "Holdfast:Server:SearchPath",
        ["OPERATOR_TOKEN"] = "Holdfast:Server:OperatorToken",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "Holdfast:Telemetry:OtlpEndpoint",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "Holdfast:Telemetry:OtlpProtocol",
        ["TRUSTED_PROXIES"] = "Holdfast:Http:TrustedProxies",
        ["CORS_ORIGINS"] = "Holdfast:Http:CorsOrigins",
        ["AZURE_KEY_VAULT_URL"] = "Holdfast:Vault:Azure:VaultUrl",
        ["AZURE_TENANT_ID"] = "Holdfast:Vault:Azure:TenantId",
        ["AZURE_CLIENT_ID"] = "Holdfast:Vault:Azure:ClientId",
        ["AZURE_CLIENT_SECRET"] = "Holdfast:Vault:Azure:ClientSecret",
        ["AZURE_AUTHORITY_HOST"] = "Holdfast:Vault:Azure:AuthorityHost",
    };

    // Several values, separated by commas.
    private static readonly string[] ListNames = ["CORS_ORIGINS"];

    /// <summary>Flags of <c>serve</c>, and the setting that each stands for.</summary>
    public static IReadOnlyDictionary<string, string> Flags { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--roles"] = "Holdfast:Server:Roles",
        ["--address"] = "Holdfast:Server:Address",
        ["--port"] = "Holdfast:Server:Port",
        ["--data"] = "Holdfast:Server:DataDirectory",
        ["--open-registration"] = "Holdfast:access:OpenRegistration",
    };

    /// <summary>The configuration of a process.</summary>
    /// <param name="args">Flags.</param>
    /// <param name="environment">The process's environment.</param>
    public static IConfigurationRoot Of(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var named = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (variable, setting) in EnvironmentNames)
        {
            if (environment.TryGetValue(variable, out var value) && value.Length > 0)
            {
                foreach (var (key, part) in ListNames.Contains(variable) ? Several(setting, value) : [(setting, value)])
                {
                    named[key] = part;
                }
            }
        }

        foreach (var (variable, value) in environment.Where(v => v.Key.StartsWith("Holdfast__", StringComparison.OrdinalIgnoreCase)))
        {
            named[variable.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        var first = new ConfigurationBuilder().AddInMemoryCollection(named).AddCommandLine(args, new Dictionary<string, string>(Flags)).Build();
        var data = first["Holdfast:Server:DataDirectory"] is { Length: > 0 } given ? Path.GetFullPath(given) : DefaultDataDirectory(environment);
        return new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Holdfast:Vault:KeyFile"] = Path.Combine(data, "vault.key") })
            .AddJsonFile(Path.Combine(data, "holdfast.json"), optional: true)
            .AddInMemoryCollection(named)
            .AddCommandLine(args, new Dictionary<string, string>(Flags))
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Holdfast:Server:DataDirectory"] = data })
            .Build();
    }

    private static IEnumerable<(string Key, string Value)> Several(string setting, string value) =>
        value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select((part, i) => ($"{setting}:{i}", part));

    // User postgres may not enter root's home, so root's data is where it may.
    private static string DefaultDataDirectory(IReadOnlyDictionary<string, string> environment) =>
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib/holdfast"
            : Path.Combine(environment.GetValueOrDefault("HOLDFAST_HOME") ?? Directory.GetCurrentDirectory(), ".holdfast");
}
