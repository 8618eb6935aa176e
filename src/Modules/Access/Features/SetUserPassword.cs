using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Password">12 to 256 characters, not a common one; good for choosing another.</param>
internal sealed record SetUserPasswordRequest(string Password) : IRequest
{
    public Problem? Check() => PasswordRules.Check(Password);
}

/// <summary>Gives a person of the tenant a first password: their sessions end, and they choose one of their own at the next sign-in. Only for who may do everything that the person may.</summary>
internal sealed class SetUserPassword(AccessDb db, NewPasswords passwords, RightsOfOthers others, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users/{id}/password", (UserId id, SetUserPasswordRequest request, SetUserPassword feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, request, ct).ToEmpty())
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, UserId id, SetUserPasswordRequest request, CancellationToken ct)
    {
        if ((id.Value == op.Principal.Id ? AccessProblems.PasswordOwn : await fresh.Check(op, ct)) is { } refused)
        {
            return refused;
        }

        if (await db.User(op, id, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        if (await others.Check(op, id, AccessProblems.PasswordEscalation, ct) is { } more)
        {
            return more;
        }

        var hash = await passwords.Hash(op, user.Username, user.Email, request.Password, ct);
        if (!hash.Succeeded)
        {
            return hash.Problem;
        }

        await using var change = db.Change();
        await passwords.Announce(change, user, PasswordChangedBy.Administrator, null, ct);
        PasswordDb.Hand(change, user, hash.Value, time.GetUtcNow());
        SignInDb.Unlock(change, user.Email);
        return await change.Commit(Done.Value, ct);
    }
}
