using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Email">To whom; only who reads the mail there can accept.</param>
/// <param name="Role">The id of the role that they will have: GET /api/roles lists them.</param>
/// <param name="Scope">At which organization, group or device; absent, on the whole tenant.</param>
/// <param name="ExpiresInDays">How long it is good: 1 to 30.</param>
internal sealed record CreateInvitationRequest(string Email, string Role, Scope? Scope = null, int ExpiresInDays = 7) : IRequest
{
    public Problem? Check() => Identity.CheckEmail(Email) ?? (ExpiresInDays is >= 1 and <= 30 ? null : MemberProblems.BadLifetime);
}

/// <summary>Invites somebody by mail, who has an account already or makes one by accepting. One can only give what one has there oneself. The seat is taken when they accept; there has to be one now.</summary>
internal sealed class CreateInvitation(InvitationDb db, Invitations invitations, RoleDb roles, Rights rights, ScopeTree tree, ITenants tenants, Quotas quotas, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(MemberPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations", (CreateInvitationRequest request, CreateInvitation feature, OpContext op, TimeProvider time, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(made => InvitationView.From(made, time.GetUtcNow()), view => $"/api/invitations/{view.Id}"));

    public async Task<Result<Invitation>> Handle(OpContext op, CreateInvitationRequest request, CancellationToken ct)
    {
        var node = request.Scope ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value);
        if (await tree.Find(op, node, ct) is not { } place || !op.Reach.Covers(place))
        {
            return AccessProblems.UnknownNode;
        }

        var tenant = await tenants.Find(op, ct) ?? throw new InvalidOperationException($"Tenant {op.Tenant} is not there.");
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        var book = await roles.Book(change, op.Tenant, ct);
        if ((!book.Has(request.Role) ? AccessProblems.UnknownRole
            : !rights.MayGive(op, book.PermissionsOf(request.Role), place) ? AccessProblems.Escalation
            : (rights.CheckNamed(op, book, request.Role) ?? rights.CheckMakingPeople(op)) is { } concerned ? concerned
            : await MemberDb.HasAddress(change, op.Tenant, request.Email, ct) ? MemberProblems.AlreadyMember
            : await quotas.Check(change, AccessDb.Seats, ct) ?? await quotas.Take(change, InvitationDb.Quota, 1, ct) ?? await invitations.Take(change, ct)) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow();
        var expires = now.AddDays(request.ExpiresInDays);
        var (mail, hash) = invitations.Write(change, request.Email, tenant.Name, op.Principal.Name, book.NameOf(request.Role), expires);
        var made = new Invitation(
            op.Tenant, Id.New<InvitationId>(time), request.Email, request.Role, node, place, op.Principal.Id, op.Principal.Name, mail, 1, now, expires, null, null, now);
        InvitationDb.Insert(change, made, hash);
        change.Publish(new InvitationCreated(made.Id, made.Role, made.Scope, made.ExpiresAt), place);
        change.Audit(InvitationView.Fact(null, InvitationView.From(made, now), place));
        return await change.Commit(made, ct);
    }
}
