using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What a person does with their own account happens in the tenant that they belong to, also while they act in one below it.</summary>
internal static class Own
{
    public static OpContext AtHome(this OpContext op) => op with { Tenant = op.Principal.Home };
}
