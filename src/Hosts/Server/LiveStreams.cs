using System.Collections.Concurrent;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Hosts.Server;

/// <summary>Counts the open streams of live events: each holds a connection, and is bounded by principal and by tenant.</summary>
internal sealed class LiveStreams(IOptions<ServerOptions> options)
{
    private readonly ConcurrentDictionary<(TenantId Tenant, Guid? Principal), int> open = new();

    /// <summary>Takes a place until it is disposed; null when there is none.</summary>
    public IDisposable? Enter(OpContext op)
    {
        var (whole, own) = ((op.Tenant, (Guid?)null), (op.Tenant, op.Principal.Id));
        if (!Take(whole, options.Value.LiveStreamsPerTenant))
        {
            return null;
        }

        if (!Take(own, options.Value.LiveStreamsPerPrincipal))
        {
            Leave(whole);
            return null;
        }

        return new Place(this, whole, own);
    }

    private bool Take((TenantId, Guid?) key, int most)
    {
        if (open.AddOrUpdate(key, 1, (_, count) => count + 1) <= most)
        {
            return true;
        }

        Leave(key);
        return false;
    }

    private void Leave((TenantId, Guid?) key)
    {
        if (open.AddOrUpdate(key, 0, (_, count) => count - 1) == 0)
        {
            open.TryRemove(KeyValuePair.Create(key, 0));
        }
    }

    private sealed class Place(LiveStreams streams, (TenantId, Guid?) whole, (TenantId, Guid?) own) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                streams.Leave(own);
                streams.Leave(whole);
            }
        }
    }
}
