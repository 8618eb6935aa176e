using System.Text;

namespace Holdfast.Platform.Messaging.Credentials;

/// <summary>The configuration of a nats-server (2.9 or later) in operator mode, with the accounts kept by the server itself (resolver <c>full</c>).</summary>
public sealed record NatsServerConfig
{
    /// <summary>The operator's JWT, which names the system account. A server reads it at its start alone: no reload changes whom it trusts.</summary>
    public required string OperatorJwt { get; init; }

    /// <summary>The system account's public key; one of <see cref="Accounts"/>.</summary>
    public required string SystemAccount { get; init; }

    /// <summary>JWTs that the server knows from its first start, by account public key. One that was pushed wins over these at a restart if it was issued in a later second.</summary>
    public required IReadOnlyDictionary<string, string> Accounts { get; init; }

    /// <summary>Where the server keeps account JWTs.</summary>
    public required string ResolverDirectory { get; init; }

    /// <summary>Where JetStream keeps its files; null leaves JetStream off.</summary>
    public string? StoreDirectory { get; init; }

    /// <summary>JetStream's files, bytes at most; the server's own default where null.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>JetStream's memory, bytes at most; the server's own default where null.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>The address to listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on.</summary>
    public int Port { get; init; } = 4222;

    /// <summary>Certificate and key, PEM files; null leaves TLS off.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>Headers and payload of one message, bytes at most.</summary>
    public int MaxPayloadBytes { get; init; } = 1024 * 1024;

    /// <summary>The text of the configuration file.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine($"listen: {Quote($"{Host}:{Port}")}");
        text.AppendLine($"max_payload: {MaxPayloadBytes}");
        text.Append(Trust(OperatorJwt, SystemAccount, Accounts));
        text.AppendLine($"resolver: {{ type: full, dir: {Quote(ResolverDirectory)}, allow_delete: false, interval: \"2m\" }}");
        if (StoreDirectory is not null)
        {
            text.AppendLine("jetstream: {");
            text.AppendLine($"  store_dir: {Quote(StoreDirectory)}");
            AppendIf("max_file_store", MaxFileBytes);
            AppendIf("max_memory_store", MaxMemoryBytes);
            text.AppendLine("}");
        }

        if (Tls is { } tls)
        {
            text.AppendLine($"tls: {{ cert_file: {Quote(tls.Certificate)}, key_file: {Quote(tls.Key)} }}");
        }

        return text.ToString();

        void AppendIf(string name, long? value)
        {
            if (value is not null)
            {
                text.AppendLine($"  {name}: {value}");
            }
        }
    }

    /// <summary>The part of it that says whom the server trusts: public JWTs alone, the same on every server of a cluster.</summary>
    public static string Trust(string operatorJwt, string systemAccount, IReadOnlyDictionary<string, string> accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var text = new StringBuilder();
        text.AppendLine($"operator: {Quote(operatorJwt)}");
        text.AppendLine($"system_account: {systemAccount}");
        text.AppendLine("resolver_preload: {");
        foreach (var (account, jwt) in accounts)
        {
            text.AppendLine($"  {account}: {Quote(jwt)}");
        }

        text.AppendLine("}");
        return text.ToString();
    }

    private static string Quote(string value) => value.AsSpan().ContainsAny('\r', '\n')
        ? throw new ArgumentException("A configuration value is one line.", nameof(value))
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
