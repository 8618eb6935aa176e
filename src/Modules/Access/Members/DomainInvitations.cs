using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access.Members;

/// <summary>Invitations that people of a tenant's domain ask for themselves. Scoped to that tenant.</summary>
internal sealed class DomainInvitations(DomainAccessDb access, InvitationDb db, Invitations invitations, RoleDb roles, ITenants tenants, Quotas quotas, TimeProvider time)
{
    /// <summary>Sends one, unless the domain's people may not join, the person is in the tenant, there is no seat, or one was sent a moment ago.</summary>
    public async Task Send(OpContext op, VerifiedDomain domain, string email, DateTimeOffset expiresAt, CancellationToken ct)
    {
        if ((await access.Access(op, domain.Id, ct)).JoinRole is not { } role || await tenants.Find(op, ct) is not { } tenant)
        {
            return;
        }

        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        var book = await roles.Book(change, op.Tenant, ct);
        if (!book.Has(role) || await MemberDb.HasAddress(change, op.Tenant, email, ct) || await quotas.Check(change, AccessDb.Seats, ct) is not null)
        {
            return;
        }

        var (now, before) = (time.GetUtcNow(), await InvitationDb.OpenOf(change, email, ct));
        if (before is { InvitedBy: not null } || before?.CheckSending(now) is not null || (before is null && await quotas.Take(change, InvitationDb.Quota, 1, ct) is not null))
        {
            // Somebody has invited them already, perhaps to more than this; or it is on its way.
            return;
        }

        if (await invitations.Take(change, ct) is not null)
        {
            // What the tenant may write today has been written; nobody who asks learns it.
            return;
        }

        if (before is not null)
        {
            invitations.TakeBack(change, before);
        }

        var (mail, hash) = invitations.Write(change, email, tenant.Name, tenant.Name, book.NameOf(role), expiresAt);
        var made = before?.Resend(mail, now, expiresAt) ?? new Invitation(
            op.Tenant, Id.New<InvitationId>(time), email, role, new Scope(ScopeLevel.Tenant, op.Tenant.Value), ScopePath.Tenant, null, domain.Name, mail, 1, now, expiresAt, null, null, now);
        if (before is null)
        {
            InvitationDb.Insert(change, made, hash);
            change.Publish(new InvitationCreated(made.Id, made.Role, made.Scope, made.ExpiresAt));
        }
        else
        {
            InvitationDb.Resend(change, made, hash);
            change.Publish(new InvitationResent(made.Id, made.ExpiresAt));
        }

        change.Audit(InvitationView.Fact(before is null ? null : InvitationView.From(before, now), InvitationView.From(made, now), ScopePath.Tenant));
        // Two who ask at once: the second finds the first's.
        await change.Commit(ct);
    }
}
