using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Vault;

internal static partial class VaultLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Secrets are sealed under key {KeyId}; {Count} keys can open")]
    public static partial void KeysLoaded(ILogger logger, string keyId, int count);
}
