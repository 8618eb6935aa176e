using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>What can be given to keys: every permission of the modules, by its name or by a wildcard, but for what only people may do.</summary>
internal sealed class KeyPermissions(RoleTable table)
{
    /// <summary>The names of all permissions that these give to a key, in order.</summary>
    public IReadOnlyList<string> Expand(IEnumerable<string> given) => Bound(table.Expand(given));

    /// <summary>What a key has of the permissions of a role that it was given.</summary>
    public static IReadOnlyList<string> Bound(IReadOnlyList<string> names) => [.. names.Where(n => n != AccessPermissions.WriteKeys.Name)];

    /// <summary>All texts that give a permission to a key that has one of them; none for what only people may do.</summary>
    public static string[] TextsGiving(Permission permission) => permission == AccessPermissions.WriteKeys
        ? []
        : [.. new[] { "*", $"{permission.Area}:*", $"{permission.Area}:admin", $"{permission.Area}:write", permission.Name }.Distinct(StringComparer.Ordinal).Where(permission.IsGivenBy)];

    /// <summary>What is wrong with what is to be given; null when nothing is.</summary>
    public Problem? Check(IReadOnlyList<string> given) => given.FirstOrDefault(text => text == AccessPermissions.WriteKeys.Name || Expand([text]).Count == 0) is { } wrong ? AccessProblems.UnknownPermission(wrong) : null;
}
