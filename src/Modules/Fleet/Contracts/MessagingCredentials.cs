using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Modules.Fleet.Contracts;

/// <summary>What the host registers when NATS runs in operator mode; with it sensors get log-ins of their own. Without it they use HTTPS only.</summary>
/// <param name="SensorUrls">Addresses at which sensors reach the broker: <c>nats://</c> or <c>tls://</c>.</param>
/// <param name="AccountKey">The key of the account that sensors' users belong to.</param>
/// <param name="Revoke">
/// Makes the broker refuse users: gets every public key to be refused, with the time up to which its JWTs were issued, and pushes the account's
/// claims anew. Idempotent; throws when the broker cannot be reached.
/// </param>
public sealed record MessagingCredentials(
    IReadOnlyList<string> SensorUrls, NKey AccountKey, Func<IReadOnlyDictionary<string, DateTimeOffset>, CancellationToken, Task> Revoke)
{
    /// <summary>Says where, never the key.</summary>
    public override string ToString() => string.Join(", ", SensorUrls);
}
