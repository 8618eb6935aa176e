using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>What can be given to keys: every permission of the modules, by its name or by a wildcard, but for what only people may do.</summary>
internal sealed class KeyPermissions(IReadOnlyList<ModuleManifest> modules)
{
    private readonly Permission[] givable = [.. modules.SelectMany(m => m.Permissions).Where(p => p != AccessPermissions.WriteKeys)];

    /// <summary>The names of all permissions that these give, in order.</summary>
    public IReadOnlyList<string> Expand(IEnumerable<string> given)
    {
        var texts = given.ToArray();
        return [.. givable.Where(p => texts.Any(p.IsGivenBy)).Select(p => p.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>What is wrong with what is to be given; null when nothing is.</summary>
    public Problem? Check(IReadOnlyList<string> given) =>
        given.FirstOrDefault(text => text == AccessPermissions.WriteKeys.Name || !givable.Any(p => p.IsGivenBy(text))) is { } wrong ? AccessProblems.UnknownPermission(wrong) : null;
}
