using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Vault;

internal static partial class VaultLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Secrets are sealed under key {KeyId}; {Count} keys can open")]
    public static partial void KeysLoaded(ILogger logger, string keyId, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret {Name}, version {Version}, cannot be opened: {Reason}")]
    public static partial void Unreadable(ILogger logger, string name, int version, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret {Name} lies in store '{Store}', for which nothing is configured")]
    public static partial void UnknownStore(ILogger logger, string store, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secret {Name} is no Key Vault secret of tenant {Tenant}; it was not asked for")]
    public static partial void ForeignName(ILogger logger, string name, Guid tenant);

    [LoggerMessage(Level = LogLevel.Error, Message = "Key Vault secret {Name} is gone from {Vault}")]
    public static partial void Missing(ILogger logger, string name, string vault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Key Vault {Vault} refuses this server at {Operation} of secret {Name}: {Reason}")]
    public static partial void Refused(ILogger logger, string vault, string operation, string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Key Vault {Vault} did not serve {Operation} of secret {Name}: {Reason}")]
    public static partial void Unavailable(ILogger logger, string vault, string operation, string name, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} Key Vault secrets of tenant {Tenant} that nothing refers to any more")]
    public static partial void Removed(ILogger logger, int count, Guid tenant);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Key Vault secrets of tenant {Tenant} are to be removed and lie in another vault than {Vault}; looking again in an hour")]
    public static partial void OfAnotherVault(ILogger logger, Guid tenant, string vault);
}
