using System.Collections.Frozen;

namespace Holdfast.Platform.Modularity.Operations;

/// <summary>The operations of all modules by the class that performs them.</summary>
public sealed class OperationTable(IReadOnlyList<ModuleManifest> modules)
{
    private readonly FrozenDictionary<Type, Operation> byFeature = modules.SelectMany(m => m.Features).ToFrozenDictionary(f => f.Operation.Feature!, f => f.Operation);

    /// <summary>The operation that a feature performs.</summary>
    /// <exception cref="InvalidOperationException">No module describes the feature.</exception>
    public Operation Of(Type feature) =>
        byFeature.TryGetValue(feature, out var operation) ? operation : throw new InvalidOperationException($"No module describes the feature {feature}.");
}
