using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>
/// A tenant that has an administrator keeps one, whatever is changed: somebody who may sign in and has, without an end and on the whole tenant,
/// everything that there is. By which role, and whether by a group, does not matter.
/// </summary>
internal sealed class TenantAdmins(RoleDb roles)
{
    /// <summary>Begins a change of who has what, and sees whether there is anybody to lose.</summary>
    public async Task<Guard> Hold(Change change, CancellationToken ct)
    {
        await AssignmentDb.Hold(change, ct);
        var book = await roles.Book(change, change.Op.Tenant, ct);
        return new Guard(change, book, await AssignmentDb.AnybodyHas(change, book.OfAdministrators(), ct));
    }

    /// <summary>A change that has begun.</summary>
    internal sealed class Guard(Change change, RoleBook before, bool hadOne)
    {
        /// <summary>The tenant's roles as they were when it began.</summary>
        public RoleBook Book => before;

        /// <summary>Commits, unless the last administrator would go.</summary>
        public async Task<Result<T>> Commit<T>(T value, CancellationToken ct, RoleBook? after = null)
        {
            if (await change.Flush(ct) is { } conflict)
            {
                return conflict;
            }

            return hadOne && !await AssignmentDb.AnybodyHas(change, (after ?? before).OfAdministrators(), ct)
                ? AccessProblems.LastAdmin
                : await change.Commit(value, ct);
        }
    }
}
