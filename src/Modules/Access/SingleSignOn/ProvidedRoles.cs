using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What people have because a provider says so. What people gave is nothing of it, and stays.</summary>
internal sealed class ProvidedRoles(ScopeTree tree, TimeProvider time)
{
    /// <summary>Where the nodes hang that a provider gives roles at; those that are gone are left out. Asked before a change begins.</summary>
    public async Task<IReadOnlyDictionary<Scope, ScopePath>> Places(OpContext op, IdentityProvider provider, CancellationToken ct)
    {
        var places = new Dictionary<Scope, ScopePath>();
        foreach (var scope in provider.AllRoles.Select(r => r.Scope).Distinct())
        {
            if (await tree.Find(op, scope, ct) is { } path)
            {
                places[scope] = path;
            }
        }

        return places;
    }

    /// <summary>Adds to a change that somebody has what the provider says now, and no longer what it said before.</summary>
    /// <param name="change">In the tenant, with its lock on who has what.</param>
    /// <param name="book">The tenant's roles.</param>
    /// <param name="provider">Which.</param>
    /// <param name="user">Who.</param>
    /// <param name="groups">The groups that it names now.</param>
    /// <param name="places">Where the nodes hang.</param>
    /// <param name="keepsAll">Whether nothing is taken away.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Follow(
        Change change, RoleBook book, IdentityProvider provider, User user, IReadOnlyCollection<string> groups, IReadOnlyDictionary<Scope, ScopePath> places, bool keepsAll, CancellationToken ct)
    {
        var wanted = provider.RolesOf(groups).Where(r => book.Has(r.Role) && places.ContainsKey(r.Scope)).ToHashSet();
        var has = await ProvidedSessionDb.Assignments(change, user.Id, ct);
        foreach (var gone in has.Where(a => a.ProvidedBy == provider.Id && !wanted.Contains((a.Role, a.Scope)) && !keepsAll))
        {
            Take(change, book, gone, user.Username, places.GetValueOrDefault(gone.Scope));
        }

        foreach (var (role, scope) in wanted.Where(w => !has.Exists(a => a.Role == w.Role && a.Scope == w.Scope)))
        {
            var given = new Assignment(
                Id.New<AssignmentId>(time), user.Tenant, AssigneeKind.User, user.Id.Value, role, scope, user.Tenant, null, time.GetUtcNow(), ProvidedBy: provider.Id);
            AssignmentDb.Insert(change, given);
            change.Publish(new AssignmentCreated(given.Id.Value, given.Kind, given.Principal, given.Role, given.Scope, given.ExpiresAt), places[scope]);
            change.Audit(AssignmentView.Fact(null, given, book.NameOf(role), user.Username, places[scope]) with { Action = "access.give_provided_role" });
        }
    }

    /// <summary>Adds to a change that nobody has by a provider what it gives no more: all, where it gives nothing.</summary>
    public static async Task TakeBack(Change change, RoleBook book, IdentityProvider provider, IReadOnlyCollection<(string Role, Scope Scope)> still, CancellationToken ct)
    {
        foreach (var gone in (await ProvidedSessionDb.ProvidedBy(change, provider.Id, ct)).Where(a => !still.Contains((a.Role, a.Scope))))
        {
            Take(change, book, gone, null, default);
        }
    }

    private static void Take(Change change, RoleBook book, Assignment gone, string? name, ScopePath path)
    {
        AssignmentDb.Delete(change, gone);
        change.Publish(new AssignmentDeleted(gone.Id.Value, gone.Kind, gone.Principal, gone.Role, gone.Scope), path);
        change.Audit(AssignmentView.Fact(gone, null, book.NameOf(gone.Role), name, path) with { Action = "access.take_provided_role" });
    }
}
