using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Sends an invitation anew, for as long as it was good at first; what was sent before is worth nothing then. It takes what inviting takes.</summary>
internal sealed class ResendInvitation(InvitationDb db, Invitations invitations, RoleDb roles, Rights rights, ScopeTree tree, ITenants tenants, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(MemberPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/{id}/resend", (InvitationId id, ResendInvitation feature, OpContext op, TimeProvider time, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(i => InvitationView.From(i, time.GetUtcNow())));

    public async Task<Result<Invitation>> Handle(OpContext op, InvitationId id, CancellationToken ct)
    {
        if (await db.Invitation(op, id, ct) is not { } seen || await tree.Find(op, seen.Scope, ct) is not { } place || !op.Reach.Covers(place))
        {
            return MemberProblems.InvitationNotFound;
        }

        var tenant = await tenants.Find(op, ct) ?? throw new InvalidOperationException($"Tenant {op.Tenant} is not there.");
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if (await InvitationDb.ForUpdate(change, id, ct) is not { } before)
        {
            return MemberProblems.InvitationNotFound;
        }

        var now = time.GetUtcNow();
        var book = await roles.Book(change, op.Tenant, ct);
        if ((!book.Has(before.Role) ? AccessProblems.UnknownRole
            : !rights.MayGive(op, book.PermissionsOf(before.Role), place) ? AccessProblems.Escalation
            : (rights.CheckNamed(op, book, before.Role) ?? rights.CheckMakingPeople(op)) is { } concerned ? concerned
            : before.CheckSending(now) ?? await invitations.Take(change, ct)) is { } refused)
        {
            return refused;
        }

        invitations.TakeBack(change, before);
        var expires = now + (before.ExpiresAt - before.SentAt);
        var (mail, hash) = invitations.Write(change, before.Email, tenant.Name, op.Principal.Name, book.NameOf(before.Role), expires);
        var after = before.Resend(mail, now, expires);
        InvitationDb.Resend(change, after, hash);
        change.Publish(new InvitationResent(after.Id, after.ExpiresAt), place);
        change.Audit(InvitationView.Fact(InvitationView.From(before, now), InvitationView.From(after, now), place));
        return await change.Commit(after, ct);
    }
}
