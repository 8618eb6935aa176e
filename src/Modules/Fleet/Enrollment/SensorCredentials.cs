using System.Net;
using Holdfast.Modules.Fleet.Broker;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging.Credentials;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Makes sensors' log-ins to the broker.</summary>
internal interface ISensorCredentials
{
    /// <summary>A public key for a device's user. Nobody has the private half: the log-in is a bearer JWT.</summary>
    string NewUser();

    /// <summary>
    /// A log-in that is limited to the device's own subjects; null when it has no user, or there is no broker that it could reach: an address on loopback
    /// is told only to a sensor that came from there, since elsewhere another program would get the log-in.
    /// </summary>
    MessagingAccess? Issue(OpContext op, DeviceId device, string? user);
}

/// <summary>User JWTs of the account, signed by the key that signs now.</summary>
internal sealed class SensorCredentials(IOptions<FleetOptions> options, BrokerKeys keys, IBroker broker, TimeProvider time) : ISensorCredentials
{
    public string NewUser() => NKey.Create(NKeyKind.User).PublicKey;

    public MessagingAccess? Issue(OpContext op, DeviceId device, string? user)
    {
        var here = op.Origin.Address is { } address && IPAddress.IsLoopback(address);
        var urls = broker.SensorUrls.Where(url => here || !new Uri(url).IsLoopback).ToList();
        if (user is null || urls.Count == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var expiresAt = now + options.Value.SensorLogInLifetime;
        var jwt = keys.Ring.LogIn(DevicePermissions.User(user, op.Tenant.ToString(), device.ToString(), SensorLimits.MaxMessageBytes, expiresAt), now);
        return new(urls, jwt, expiresAt, DevicePermissions.InboxPrefix(device.ToString()));
    }
}
