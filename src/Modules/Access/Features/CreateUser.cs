using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Username">2 to 64 characters, unique in the tenant.</param>
/// <param name="Email">Unique on the platform.</param>
/// <param name="Password">12 to 256 characters, not a common one.</param>
/// <param name="Role">The id of the role that the person gets on all of the tenant; absent, the person can do nothing until there is an assignment.</param>
/// <param name="MustChangePassword">Whether the person has to choose a password of their own before they are signed in.</param>
internal sealed record CreateUserRequest(string Username, string Email, string Password, string? Role = null, bool MustChangePassword = true) : IRequest
{
    public Problem? Check() => Identity.CheckUsername(Username) ?? Identity.CheckEmail(Email) ?? PasswordRules.Check(Password, Username, Email);
}

/// <summary>Adds a person to the caller's tenant, with a role that the caller may give.</summary>
internal sealed class CreateUser(AccessDb db, RoleDb roles, NewPasswords passwords, Quotas quotas, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users", (CreateUserRequest request, CreateUser feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(UserView.From, view => $"/api/users/{view.Id}"));

    public async Task<Result<User>> Handle(OpContext op, CreateUserRequest request, CancellationToken ct)
    {
        if (rights.CheckGiving(op, await roles.Book(op, ct), request.Role) is { } early)
        {
            return early;
        }

        var hash = await passwords.Hash(op, request.Username, request.Email, request.Password, ct);
        if (!hash.Succeeded)
        {
            return hash.Problem;
        }

        var user = new User(
            op.Tenant, Id.New<UserId>(time), request.Username.Trim(), request.Email, request.Role, UserStatus.Active, hash.Value, null, 1, time.GetUtcNow());
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        // The password took its time, and the role may be another by now.
        var book = await roles.Book(change, op.Tenant, ct);
        if ((rights.CheckGiving(op, book, request.Role) ?? rights.CheckNamed(op, book, request.Role) ?? rights.CheckMakingPeople(op)) is { } refused)
        {
            return refused;
        }

        if (await quotas.Take(change, AccessDb.Seats, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        AccessDb.Insert(change, user);
        if (request.Role is not null)
        {
            AssignmentDb.Insert(change, Assignment.OfUser(user, request.Role, time));
        }

        if (request.MustChangePassword)
        {
            PasswordDb.InsertFirst(change, user, user.CreatedAt);
        }

        change.Publish(new UserCreated(user.Id, user.Username, request.Role));
        change.Audit(UserView.Fact(null, UserView.From(user)));
        return await change.Commit(user, ct);
    }
}
