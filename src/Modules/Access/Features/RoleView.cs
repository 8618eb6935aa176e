using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Features;

/// <summary>A role on the wire.</summary>
/// <param name="Id">What users, assignments and other roles name it by.</param>
/// <param name="Name">For people.</param>
/// <param name="Meaning">For who assigns it.</param>
/// <param name="IsStock">Whether every tenant has it, and nobody changes it.</param>
/// <param name="Permissions">All that it gives, inherited or not, as <c>area:verb</c>.</param>
/// <param name="Given">What it gives by itself, as it was written: <c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
/// <param name="Parents">The ids of the roles whose permissions it gives as well.</param>
/// <param name="CreatedAt">When it was made; null for a stock role.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record RoleView(
    string Id, string Name, string Meaning, bool IsStock, IReadOnlyList<string> Permissions, IReadOnlyList<string> Given, IReadOnlyList<string> Parents, DateTimeOffset? CreatedAt, long Version) : IVersioned
{
    public static RoleView From(StockRole role, RoleBook book) =>
        new(role.Id, role.Name, role.Meaning, true, book.PermissionsOf(role.Id), role == StockRole.Admin ? ["*"] : book.PermissionsOf(role.Id), [], null, 0);

    public static RoleView From(CustomRole role, RoleBook book) =>
        new(role.Key, role.Name, role.Meaning, false, book.PermissionsOf(role.Key), role.Permissions, role.Parents, role.CreatedAt, role.Version);

    public static AuditFact Fact(RoleView? before, RoleView? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("role", Guid.Parse(named.Id), named.Name, before, after) with { Category = AuditCategory.Authorization };
    }
}
