using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Hands the broker the log-ins of removed devices that have not expired by themselves, and those of closed tenants. Always all of them: the broker's list is replaced.</summary>
internal sealed class Revocations(FleetDb db, ISensorCredentials credentials, ITenantStates states, IServiceProvider services, IOptions<FleetOptions> options, TimeProvider time)
{
    public async Task Push(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var revoked = (await db.Revocations(now - options.Value.SensorLogInLifetime, ct)).ToDictionary(r => r.NatsUser, r => r.At, StringComparer.Ordinal);
        foreach (var tenant in states.AllClosed)
        {
            foreach (var user in await LogIns(tenant, ct))
            {
                revoked[user] = now;
            }
        }

        // Also when there are none: those of a tenant that was opened again are not refused any more.
        await credentials.Revoke(revoked, ct);
    }

    private async Task<List<string>> LogIns(TenantId tenant, CancellationToken ct)
    {
        var op = OpContext.OfSystem(tenant, "fleet.revoke_log_ins", Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenWork(op);
        return await scope.ServiceProvider.GetRequiredService<FleetDb>().LogIns(op, ct);
    }
}
