using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>
/// What products gave for signing in, in this process's memory only: for each integration as it is set up now. Other settings or another secret begin
/// with nothing. The longest unused go first.
/// </summary>
internal sealed class ConnectionTokens(TimeProvider time)
{
    private const int Most = 2000;
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId, IntegrationId), Entry> entries = [];
    private long clock;

    public SessionTokens Of(TenantId tenant, Integration integration)
    {
        var basis = IntegrationBasis.Of(integration);
        lock (gate)
        {
            if (!entries.TryGetValue((tenant, integration.Id), out var entry) || entry.Basis != basis)
            {
                entry = new Entry(basis, new SessionTokens(time));
                entries[(tenant, integration.Id)] = entry;
                if (entries.Count > Most)
                {
                    entries.Remove(entries.MinBy(e => e.Value.Used).Key);
                }
            }

            entry.Used = ++clock;
            return entry.Tokens;
        }
    }

    // Somebody may still hold tokens that went: they are left to the collector.
    private sealed class Entry(string basis, SessionTokens tokens)
    {
        public string Basis { get; } = basis;

        public SessionTokens Tokens { get; } = tokens;

        public long Used { get; set; }
    }
}
