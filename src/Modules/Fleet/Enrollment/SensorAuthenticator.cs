using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Reads sensors' assertions. The tenant that an assertion names is only where its key is looked for: the key proves both.</summary>
internal sealed class SensorAuthenticator(DeviceKeys keys, ReplayGuard replays, RefusalLog refusals, TimeProvider time) : IAuthenticator
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
            // Nothing proves the tenant that it names: whoever can write one could fill that tenant's log.
            refusals.Note(FleetProblems.SensorRefused, http.Connection.RemoteIpAddress);
            return FleetProblems.SensorRefused;
        }

        var principal = new Principal(PrincipalKind.Sensor, claimed.DeviceId, known.Hostname)
        {
            Home = tenant,
            Methods = ["hwk"],
            AuthenticatedAt = time.GetUtcNow(),
            CredentialId = claimed.DeviceId,
        };
        var refused = known.IsRemoved ? FleetProblems.SensorRemoved : replays.TryUse(tenant, device, claimed.TokenId, claimed.ExpiresAt + SensorLimits.AssertionSkew) switch
        {
            true => null,
            false => FleetProblems.SensorReplayed,
            null => FleetProblems.SensorCrowded,
        };
        if (refused is null)
        {
            return principal;
        }

        if (refused != FleetProblems.SensorReplayed)
        {
            // Its removal is in the tenant's log; what a sensor that was left behind goes on to send is not worth an entry each.
            refusals.Note(refused, http.Connection.RemoteIpAddress);
            return refused;
        }

        var op = new OpContext(tenant, principal, new Origin(http.Connection.RemoteIpAddress, null, null, http.TraceIdentifier), "fleet.authenticate");
        await refusals.NoteOf(op, refused, claimed.DeviceId, new AuditFact("device", claimed.DeviceId, known.Hostname) { Category = AuditCategory.Agent });
        return refused;
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
