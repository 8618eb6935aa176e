using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access.Members;

/// <summary>An invitation that is about to be accepted, in a change of its tenant.</summary>
/// <param name="Invitation">Which.</param>
/// <param name="Place">Where the node hangs that it is to.</param>
/// <param name="Role">What people call its role.</param>
internal sealed record HeldInvitation(Invitation Invitation, ScopePath Place, string Role);

/// <summary>The steps that are the same whether who accepts an invitation has an account or makes one. Scoped to the tenant that invites.</summary>
internal sealed class Joining(RoleDb roles, ScopeTree tree, TimeProvider time)
{
    /// <summary>Where the node hangs that an invitation is to; null when it is gone.</summary>
    public ValueTask<ScopePath?> Place(OpContext op, Invitation invitation, CancellationToken ct) => tree.Find(op, invitation.Scope, ct);

    /// <summary>Takes the invitation of a token inside a change, and with it the tenant's lock on who has what.</summary>
    public async Task<Result<HeldInvitation>> Hold(Change change, byte[] hash, ScopePath place, CancellationToken ct)
    {
        await AssignmentDb.Hold(change, ct);
        if (await InvitationDb.OfTokenForUpdate(change, hash, time.GetUtcNow(), ct) is not { } invitation)
        {
            return MemberProblems.TokenInvalid;
        }

        var book = await roles.Book(change, change.Op.Tenant, ct);
        return book.Has(invitation.Role) ? new HeldInvitation(invitation, place, book.NameOf(invitation.Role)) : MemberProblems.TokenInvalid;
    }

    /// <summary>Adds to the change that somebody has accepted: their role, and the end of the invitation.</summary>
    public async Task Accept(Change change, HeldInvitation held, UserId user, string name, CancellationToken ct)
    {
        var (now, invitation) = (time.GetUtcNow(), held.Invitation);
        var after = invitation.End(user, now);
        var given = new Assignment(Id.New<AssignmentId>(time), invitation.Tenant, AssigneeKind.User, user.Value, invitation.Role, invitation.Scope, invitation.Tenant, null, now);
        InvitationDb.End(change, after);
        AssignmentDb.Insert(change, given);
        await Quotas.Return(change, InvitationDb.Quota, 1, ct);
        change.Publish(new InvitationAccepted(invitation.Id, user), held.Place);
        change.Publish(new AssignmentCreated(given.Id.Value, given.Kind, given.Principal, given.Role, given.Scope, given.ExpiresAt), held.Place);
        change.Audit(InvitationView.Fact(InvitationView.From(invitation, now), InvitationView.From(after, now), held.Place));
        change.Audit(AssignmentView.Fact(null, given, held.Role, name, held.Place));
    }
}
