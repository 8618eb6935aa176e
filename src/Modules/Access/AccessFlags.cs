using Holdfast.Platform.Modularity.Flags;

namespace Holdfast.Modules.Access;

/// <summary>The parts of this module that a tenant has by its plan.</summary>
internal static class AccessFlags
{
    public static Flag CustomRoles { get; } = new("custom_roles", "Make roles of the tenant's own.");

    public static Flag ApiKeys { get; } = new("api_keys", "Make keys with which programs come in.");
}
