using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Hands the broker the log-ins of removed devices that have not expired by themselves. Always all of them: the broker's list is replaced.</summary>
internal sealed class Revocations(FleetDb db, ISensorCredentials credentials, IOptions<FleetOptions> options, TimeProvider time)
{
    public async Task Push(CancellationToken ct)
    {
        var revoked = await db.Revocations(time.GetUtcNow() - options.Value.SensorLogInLifetime, ct);
        if (revoked.Count > 0)
        {
            await credentials.Revoke(revoked.ToDictionary(r => r.NatsUser, r => r.At, StringComparer.Ordinal), ct);
        }
    }
}
