namespace Holdfast.Tests.Harness.KeyVault;

/// <summary>What the server does instead of answering well.</summary>
public enum KeyVaultFault
{
    /// <summary>Nothing: it answers well.</summary>
    None,

    /// <summary>Nothing listens: neither the vault nor the sign-in.</summary>
    Away,

    /// <summary>403: the application has no role in the vault.</summary>
    Forbidden,

    /// <summary>429 with Retry-After: 7.</summary>
    TooMany,

    /// <summary>500, always.</summary>
    ServerError,

    /// <summary>500 once, then all is well.</summary>
    ServerErrorOnce,

    /// <summary>No answer until the caller goes.</summary>
    Slow,

    /// <summary>A secret is set and the connection dropped before the answer.</summary>
    DropAfterwards,
}

/// <summary>A request that came in for the vault.</summary>
public sealed record KeyVaultRequest(string Method, string Path);

/// <summary>A secret in the vault; a deleted one is kept for as long as soft delete says.</summary>
public sealed record KeptSecret(string Name, string Version, string Value, string? ContentType, IReadOnlyDictionary<string, string> Tags, DateTimeOffset CreatedAt, bool Deleted);
