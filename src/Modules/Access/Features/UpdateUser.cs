using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Username">2 to 64 characters, unique in the tenant.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="Status">DISABLED ends the person's sessions.</param>
internal sealed record UpdateUserRequest(string Username, Role Role, UserStatus Status) : IRequest
{
    public Problem? Check() => Identity.CheckUsername(Username);
}

/// <summary>Changes a person's name, role or status.</summary>
internal sealed class UpdateUser(AccessDb db, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/users/{id}", (UserId id, UpdateUserRequest request, IfMatch match, UpdateUser feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(UserView.From))
        .Requires(AccessPermissions.Write);

    public async Task<Result<User>> Handle(OpContext op, UserId id, UpdateUserRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        var (user, otherAdmins) = await AccessDb.ForUpdate(change, id, ct);
        if (user is null)
        {
            return AccessProblems.UserNotFound;
        }

        var before = UserView.From(user);
        if ((match.Check(user.Version) ?? user.Update(request.Username, request.Role, request.Status, otherAdmins)) is { } problem)
        {
            return problem;
        }

        AccessDb.Update(change, user);
        if (user.Status == UserStatus.Disabled)
        {
            AccessDb.EndSessionsOf(change, user, "DISABLED", time.GetUtcNow());
        }

        change.Publish(new UserUpdated(user.Id, user.Username, user.Role, user.Status));
        change.Audit(UserView.Fact(before, UserView.From(user)));
        return await change.Commit(ct) is { } refused ? refused : user;
    }
}
