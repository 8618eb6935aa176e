using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>
/// Why people and keys may do what they may: the one place where roles, groups and assignments become rights. Who comes in gets them from here, and
/// the questions about access are answered from here. (An agent will be one kind of principal more, with what is assigned to it.)
/// </summary>
internal sealed class Entitlements(ControlSession control, RoleDb roles, RoleTable table, KeyPermissions keys, TimeProvider time)
{
    /// <summary>Those of a person, in the order in which they were given.</summary>
    public async Task<IReadOnlyList<Entitlement>> OfUser(OpContext op, UserId user, CancellationToken ct) =>
        [.. (await Of(control.For(op), op.Tenant, AssigneeKind.User, [user.Value], ct))[user.Value]];

    /// <summary>Those of a key: what it was made with, and what it was given beside.</summary>
    public async Task<IReadOnlyList<Entitlement>> OfKey(OpContext op, ApiKey key, CancellationToken ct) => await OfKey(control.For(op), key, ct);

    /// <summary>Those of a key, read in the control store or inside a change there.</summary>
    public async Task<IReadOnlyList<Entitlement>> OfKey(IReads reads, ApiKey key, CancellationToken ct) =>
        [Made(key), .. (await Of(reads, key.Tenant, AssigneeKind.ApiKey, [key.Id.Value], ct))[key.Id.Value]];

    /// <summary>What a key was made with.</summary>
    public Entitlement Made(ApiKey key) => new(key.Id.Value, null, key.Tenant, key.Scope, keys.Expand(key.Permissions), key.ExpiresAt);

    /// <summary>What was given to people or keys, by whom it is had.</summary>
    public async Task<ILookup<Guid, Entitlement>> Of(IReads reads, TenantId tenant, AssigneeKind kind, Guid[] holders, CancellationToken ct)
    {
        var held = await AssignmentDb.Holdings(reads, tenant, kind, holders, time.GetUtcNow(), ct);
        // Most have stock roles only, which are known without asking.
        var book = held.TrueForAll(h => RoleTable.Find(h.Assignment.Role) is not null) ? table.Book([]) : await roles.Book(reads, tenant, ct);
        return held.ToLookup(h => h.Holder, h => Of(h.Assignment, kind, book));
    }

    /// <summary>What an assignment gives to one who has it, with these roles.</summary>
    public static Entitlement Of(Assignment assignment, AssigneeKind holder, RoleBook book)
    {
        var names = book.PermissionsOf(assignment.Role);
        return Entitlement.Of(assignment, holder == AssigneeKind.ApiKey ? KeyPermissions.Bound(names) : names) with { Roles = book.Lineage(assignment.Role) };
    }
}
