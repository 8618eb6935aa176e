using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Vault.Azure;

/// <summary>
/// What a tenant's secret is called in Key Vault, where a name has 1 to 127 of 0-9, a-z, A-Z and <c>-</c>. Each value gets a name of its own:
/// one that was deleted cannot be set again until it is purged, and a vault may forbid to purge.
/// </summary>
internal static class OutsideName
{
    public static string Of(TenantId tenant, Guid id) => $"{Prefix(tenant)}{id:N}";

    /// <summary>The id in a name of this tenant; null for any other name.</summary>
    public static Guid? IdIn(TenantId tenant, string name) =>
        name.StartsWith(Prefix(tenant), StringComparison.Ordinal) && Guid.TryParseExact(name.AsSpan(Prefix(tenant).Length), "N", out var id) && Of(tenant, id) == name ? id : null;

    private static string Prefix(TenantId tenant) => $"holdfast-{tenant.Value:N}-";
}
