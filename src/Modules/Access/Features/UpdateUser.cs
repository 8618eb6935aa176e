using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Username">2 to 64 characters, unique in the tenant.</param>
/// <param name="Role">The id of the role that the person gets on all of the tenant, instead of all that they had there by themselves; null for none.</param>
/// <param name="Status">DISABLED ends the person's sessions.</param>
internal sealed record UpdateUserRequest(string Username, string? Role, UserStatus Status) : IRequest
{
    public Problem? Check() => Identity.CheckUsername(Username);
}

/// <summary>Changes a person's name, role or status.</summary>
internal sealed class UpdateUser(AccessDb db, TenantAdmins admins, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/users/{id}", (UserId id, UpdateUserRequest request, IfMatch match, UpdateUser feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(UserView.From));

    public async Task<Result<User>> Handle(OpContext op, UserId id, UpdateUserRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(AccessDb.ForUpdate(change, id, ct), AccessProblems.UserNotFound)).Fails(out var user, out var problem))
        {
            return problem;
        }

        var before = UserView.From(user);
        if (before.Role != request.Role && (rights.CheckGiving(op, guard.Book, request.Role) ?? rights.CheckNamed(op, guard.Book, before.Role, request.Role)) is { } refused)
        {
            return refused;
        }

        user.Update(request.Username, request.Role, request.Status);
        AccessDb.Update(change, user);
        MemberDb.Follow(change, user);
        if (before.Role != request.Role)
        {
            AssignmentDb.PutRole(change, user, request.Role is null ? null : Assignment.OfUser(user, request.Role, time));
        }

        if (user.Status == UserStatus.Disabled)
        {
            AccessDb.EndSessionsOf(change, user, "DISABLED", time.GetUtcNow());
            if (before.Status == UserStatus.Active)
            {
                ProvisionedUserDb.DisabledByHand(change, user);
            }
        }

        change.Publish(new UserUpdated(user.Id, user.Username, request.Role, user.Status));
        change.Audit(UserView.Fact(before, UserView.From(user)));
        return await guard.Commit(user, ct);
    }
}
