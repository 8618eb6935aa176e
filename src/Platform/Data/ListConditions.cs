using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>Conditions that follow a <c>where tenant_id = …</c>: what the operation may touch, and which page is asked for. Empty where they exclude nothing.</summary>
public static class ListConditions
{
    /// <summary>Keeps a statement to the rows within reach.</summary>
    /// <param name="reach">The operation's.</param>
    /// <param name="organization">The column with the organization's id; null where rows of this table stand above every organization.</param>
    /// <param name="group">The column with the group's id; null likewise.</param>
    /// <param name="device">The column with the device's id; null likewise.</param>
    public static Sql Narrow(this Reach reach, [ConstantExpected] string? organization, [ConstantExpected] string? group, [ConstantExpected] string? device)
    {
        ArgumentNullException.ThrowIfNull(reach);
        if (reach.IsAll)
        {
            return Sql.Empty;
        }

        Sql within = $"false";
        within = organization is null ? within : $"{within} or {Sql.Constant(organization)} = any({reach.Organizations})";
        within = group is null ? within : $"{within} or {Sql.Constant(group)} = any({reach.Groups})";
        within = device is null ? within : $"{within} or {Sql.Constant(device)} = any({reach.Devices})";
        return $" and ({within})";
    }

    /// <summary>The page's part of a list in descending order of a key.</summary>
    public static Sql Below(this PageRequest page, [ConstantExpected] string key) => page.After is { } after ? $" and {Sql.Constant(key)} < {after}" : Sql.Empty;
}
