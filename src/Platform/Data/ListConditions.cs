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

        return $" and ({Condition(reach, organization, group, device)})";
    }

    /// <summary>The page's part of a list in descending order of a key.</summary>
    public static Sql Below(this PageRequest page, [ConstantExpected] string key) => page.After is { } after ? $" and {Sql.Constant(key)} < {after}" : Sql.Empty;

    // A column without a value compares to nothing: null stands for false, in what is made of it too, and "is not true" makes a plain answer of it.
    private static Sql Condition(Reach reach, [ConstantExpected] string? organization, [ConstantExpected] string? group, [ConstantExpected] string? device)
    {
        switch (reach.Form)
        {
            case ReachForm.None:
                return $"false";
            case ReachForm.All:
                return $"true";
            case ReachForm.Nodes:
                Sql within = $"false";
                within = organization is null ? within : $"{within} or {Sql.Constant(organization)} = any({reach.Organizations})";
                within = group is null ? within : $"{within} or {Sql.Constant(group)} = any({reach.Groups})";
                within = device is null ? within : $"{within} or {Sql.Constant(device)} = any({reach.Devices})";
                return within;
            case ReachForm.Level:
                return At(reach.Level, organization, group, device);
            case ReachForm.Not:
                return $"({Condition(reach.Parts[0], organization, group, device)}) is not true";
            default:
                Sql all = $"({Condition(reach.Parts[0], organization, group, device)})";
                foreach (var part in reach.Parts.Skip(1))
                {
                    Sql next = $"({Condition(part, organization, group, device)})";
                    all = reach.Form == ReachForm.Either ? (Sql)$"{all} or {next}" : (Sql)$"{all} and {next}";
                }

                return all;
        }
    }

    private static Sql At(ScopeLevel level, [ConstantExpected] string? organization, [ConstantExpected] string? group, [ConstantExpected] string? device) => level switch
    {
        ScopeLevel.Tenant => (Sql)$"true{Lacks(organization)}{Lacks(group)}{Lacks(device)}",
        ScopeLevel.Organization => (Sql)$"{Has(organization)}{Lacks(group)}{Lacks(device)}",
        ScopeLevel.Group => (Sql)$"{Has(group)}{Lacks(device)}",
        _ => Has(device),
    };

    private static Sql Has([ConstantExpected] string? column) => column is null ? Sql.Constant("false") : (Sql)$"{Sql.Constant(column)} is not null";

    private static Sql Lacks([ConstantExpected] string? column) => column is null ? Sql.Empty : (Sql)$" and {Sql.Constant(column)} is null";
}
