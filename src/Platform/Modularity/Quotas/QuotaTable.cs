namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>A quota that a module counts.</summary>
/// <param name="Quota">Which.</param>
/// <param name="Usual">Its limit where a tenant has none of its own: an option of the module.</param>
public sealed record QuotaPart(Quota Quota, Func<IServiceProvider, long> Usual);

/// <summary>Every quota, with its usual limit.</summary>
public sealed class QuotaTable(IReadOnlyList<ModuleManifest> modules, IServiceProvider services)
{
    /// <summary>By name.</summary>
    public IReadOnlyList<(Quota Quota, long Usual)> All { get; } =
        [.. modules.SelectMany(m => m.Quotas).Select(part => (part.Quota, part.Usual(services))).OrderBy(q => q.Quota.Name, StringComparer.Ordinal)];

    /// <summary>The one with a name; null when no module counts such a thing.</summary>
    public Quota? Find(string name) => All.FirstOrDefault(q => q.Quota.Name == name).Quota;

    /// <summary>The limit where a tenant has none of its own.</summary>
    public long Usual(Quota quota) => All.First(q => q.Quota == quota).Usual;
}
