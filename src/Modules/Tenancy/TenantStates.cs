using System.Collections.Frozen;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy;

/// <summary>Which tenants are closed, in memory: they are few, and every operation asks. Read anew by <see cref="WatchTenants"/>, and at once by who closes or opens one.</summary>
internal sealed class TenantStates(IServiceProvider services, TimeProvider time) : ITenantStates, IDisposable
{
    private readonly SemaphoreSlim reading = new(1);
    private volatile FrozenSet<TenantId> closed = FrozenSet<TenantId>.Empty;

    public event Action? Changed;

    public IReadOnlySet<TenantId> AllClosed => closed;

    public Problem? Closed(TenantId tenant) => closed.Contains(tenant) ? TenancyProblems.Suspended : null;

    /// <summary>Reads them now: what was committed before holds from then on.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(default, "tenancy.states", Id.NewGuid(time).ToString("N")));
            var before = closed;
            closed = (await scope.ServiceProvider.GetRequiredService<TenancyDb>().Closed(ct)).ToFrozenSet();
            if (!closed.SetEquals(before))
            {
                Changed?.Invoke();
            }
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}
