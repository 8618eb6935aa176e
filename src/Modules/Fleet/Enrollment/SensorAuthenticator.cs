using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Reads sensors' assertions. The tenant that an assertion names is only where its key is looked for: the key proves both.</summary>
internal sealed class SensorAuthenticator(DeviceKeys keys, ReplayGuard replays, TimeProvider time) : IAuthenticator
{
    public async ValueTask<Result<Principal>?> Authenticate(HttpContext http, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || !SensorAssertion.TryReadUnverified(header[7..], out var claimed))
        {
            return null;
        }

        var (tenant, device) = (new TenantId(claimed.TenantId), new DeviceId(claimed.DeviceId));
        if (tenant == default || await keys.Find(tenant, device, ct) is not { } known || !IsOf(known, header[7..]))
        {
            return FleetProblems.SensorRefused;
        }

        if (known.IsRemoved)
        {
            return FleetProblems.SensorRemoved;
        }

        return replays.TryUse(claimed.DeviceId, claimed.TokenId, claimed.ExpiresAt + SensorLimits.AssertionSkew) switch
        {
            true => new Principal(tenant, new Actor(ActorKind.Sensor, claimed.DeviceId, known.Hostname), null),
            false => FleetProblems.SensorReplayed,
            null => FleetProblems.SensorCrowded,
        };
    }

    private bool IsOf(DeviceKey known, string assertion)
    {
        if (!SensorPublicKey.TryRead(known.PublicKey, out var key))
        {
            return false;
        }

        using (key)
        {
            return SensorAssertion.TryVerify(key, assertion, time.GetUtcNow(), out _);
        }
    }
}
