using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A role that a tenant has made itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">For people; unique in the tenant, whatever its case.</param>
/// <param name="Meaning">For who assigns it; may be empty.</param>
/// <param name="Permissions">What it gives by itself, as <c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
/// <param name="Parents">The ids of the roles whose permissions it gives as well.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record CustomRole(
    RoleId Id, TenantId Tenant, string Name, string Meaning, IReadOnlyList<string> Permissions, IReadOnlyList<string> Parents, long Version, DateTimeOffset CreatedAt) : IVersioned
{
    /// <summary>What assignments and other roles name it by.</summary>
    public string Key => Id.Value.ToString();

    /// <summary>The role with other settings; what is absent is empty.</summary>
    public CustomRole Set(string name, string? meaning, IReadOnlyList<string>? permissions, IReadOnlyList<string>? parents) =>
        this with { Name = name.Trim(), Meaning = meaning?.Trim() ?? "", Permissions = Once(permissions), Parents = Once(parents), Version = Version + 1 };

    private static IReadOnlyList<string> Once(IReadOnlyList<string>? texts) => [.. (texts ?? []).Distinct(StringComparer.Ordinal)];
}
