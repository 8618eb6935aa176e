using System.Collections.Frozen;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy.Domains;

/// <summary>Which domains are whose, in memory, because every request's host is looked for. Read anew by <see cref="WatchTenants"/> when something has changed, and at once by who changes it.</summary>
internal sealed class VerifiedDomains(IServiceProvider services, TimeProvider time) : IDomains, IDisposable
{
    private readonly SemaphoreSlim reading = new(1);
    private (long, DateTimeOffset?) revision;
    private volatile FrozenDictionary<string, VerifiedDomain> byName = FrozenDictionary<string, VerifiedDomain>.Empty;

    public VerifiedDomain? Find(string name) => byName.GetValueOrDefault(name);

    public IReadOnlyList<string> Of(TenantId tenant) => [.. byName.Values.Where(d => d.Tenant == tenant).Select(d => d.Name)];

    public async Task<string?> Name(OpContext op, DomainId id, CancellationToken ct)
    {
        await using var scope = services.OpenOp(op);
        return (await scope.ServiceProvider.GetRequiredService<DomainDb>().Domain(op, id, ct))?.Name;
    }

    /// <summary>Reads them now, where something has changed: what was committed before holds from then on.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(default, "tenancy.domains", Id.NewGuid(time).ToString("N")));
            var db = scope.ServiceProvider.GetRequiredService<DomainDb>();
            // The revision first: what changes between the two is read again.
            if (await db.Revision(ct) is var now && now != revision)
            {
                byName = (await db.Verified(ct)).ToFrozenDictionary(d => d.Name, StringComparer.OrdinalIgnoreCase);
                revision = now;
            }
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}
