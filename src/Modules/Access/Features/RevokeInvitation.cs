using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Takes an invitation back: what was sent is worth nothing, and what was not sent yet is not sent.</summary>
internal sealed class RevokeInvitation(InvitationDb db, Invitations invitations, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(MemberPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/invitations/{id}", (InvitationId id, IfMatch match, RevokeInvitation feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, InvitationId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(Within(op, InvitationDb.ForUpdate(change, id, ct)), MemberProblems.InvitationNotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        if (before.EndedAt is not null)
        {
            return MemberProblems.InvitationEnded;
        }

        var now = time.GetUtcNow();
        var after = before.End(null, now);
        InvitationDb.End(change, after);
        invitations.TakeBack(change, before);
        await Quotas.Return(change, InvitationDb.Quota, 1, ct);
        change.Publish(new InvitationRevoked(id), before.Place);
        change.Audit(InvitationView.Fact(InvitationView.From(before, now), InvitationView.From(after, now), before.Place));
        return await change.Commit(Done.Value, ct);
    }

    // Before its version is looked at: what is out of reach is not there.
    private static async Task<Invitation?> Within(OpContext op, Task<Invitation?> found) => await found is { } invitation && op.Reach.Covers(invitation.Place) ? invitation : null;
}
