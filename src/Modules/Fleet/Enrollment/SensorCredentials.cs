using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging.Credentials;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Makes sensors' log-ins to the broker.</summary>
internal interface ISensorCredentials
{
    /// <summary>A public key for a device's user; null when there is no broker. Nobody has the private half: the log-in is a bearer JWT.</summary>
    string? NewUser();

    /// <summary>A log-in that is limited to the device's own subjects; null when there is no broker.</summary>
    MessagingAccess? Issue(TenantId tenant, DeviceId device, string? user);

    /// <summary>Makes the broker refuse exactly these users.</summary>
    Task Revoke(IReadOnlyDictionary<string, DateTimeOffset> users, CancellationToken ct);
}

/// <summary>User JWTs of the account that the host names; nothing when it names none.</summary>
internal sealed class SensorCredentials(IOptions<FleetOptions> options, TimeProvider time, MessagingCredentials? broker = null) : ISensorCredentials
{
    public string? NewUser() => broker is null ? null : NKey.Create(NKeyKind.User).PublicKey;

    public MessagingAccess? Issue(TenantId tenant, DeviceId device, string? user)
    {
        if (broker is null || user is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var expiresAt = now + options.Value.SensorLogInLifetime;
        var jwt = NatsJwt.ForUser(broker.AccountKey, DevicePermissions.User(user, tenant.ToString(), device.ToString(), expiresAt), now);
        return new(broker.SensorUrls, jwt, expiresAt, DevicePermissions.InboxPrefix(device.ToString()));
    }

    public Task Revoke(IReadOnlyDictionary<string, DateTimeOffset> users, CancellationToken ct) => broker?.Revoke(users, ct) ?? Task.CompletedTask;
}
