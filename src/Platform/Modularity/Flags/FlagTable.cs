namespace Holdfast.Platform.Modularity.Flags;

/// <summary>Every flag of all modules.</summary>
public sealed class FlagTable(IReadOnlyList<ModuleManifest> modules)
{
    /// <summary>By name.</summary>
    public IReadOnlyList<Flag> All { get; } = [.. modules.SelectMany(m => m.Flags).OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>The one with a name; null when no module has such a flag.</summary>
    public Flag? Find(string? name) => All.FirstOrDefault(f => f.Name == name);
}
