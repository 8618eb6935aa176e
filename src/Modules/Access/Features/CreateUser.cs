using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Username">2 to 64 characters, unique in the tenant.</param>
/// <param name="Email">Unique on the platform.</param>
/// <param name="Password">12 to 256 characters, not a common one.</param>
/// <param name="Role">What the person may do.</param>
internal sealed record CreateUserRequest(string Username, string Email, string Password, Role Role) : IRequest
{
    public Problem? Check() => Identity.CheckUsername(Username) ?? Identity.CheckEmail(Email) ?? PasswordRules.Check(Password, Username, Email);
}

/// <summary>Adds a person to the caller's tenant.</summary>
internal sealed class CreateUser(AccessDb db, Passwords passwords, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users", (CreateUserRequest request, CreateUser feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(UserView.From, view => $"/api/users/{view.Id}"))
        .Requires(AccessPermissions.Write);

    public async Task<Result<User>> Handle(OpContext op, CreateUserRequest request, CancellationToken ct)
    {
        var user = new User(
            op.Tenant, Id.New<UserId>(time), request.Username.Trim(), request.Email, request.Role, UserStatus.Active, passwords.Hash(request.Password), null, 1, time.GetUtcNow());
        await using var change = db.Change();
        AccessDb.Insert(change, user);
        change.Publish(new UserCreated(user.Id, user.Username, user.Role));
        change.Audit(UserView.Fact(null, UserView.From(user)));
        return await change.Commit(ct) is { } problem ? problem : user;
    }
}
