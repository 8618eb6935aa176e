using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="CurrentPassword">The one that is good now.</param>
/// <param name="Password">The new one: 12 to 256 characters, not a common one.</param>
internal sealed record ChangePasswordRequest(string CurrentPassword, string Password) : IRequest
{
    public Problem? Check() => CurrentPassword.Length > PasswordRules.MaxLength ? AccessProblems.PasswordWrong
        : Password == CurrentPassword ? AccessProblems.PasswordSame
        : PasswordRules.Check(Password);
}

/// <summary>Gives the caller another password, and ends their other sessions.</summary>
internal sealed class ChangePassword(AccessDb db, PasswordGuesses guesses, NewPasswords passwords, SecondFactorDb seconds, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/password", (ChangePasswordRequest request, ChangePassword feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToEmpty())
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, ChangePasswordRequest request, CancellationToken ct)
    {
        var person = await guesses.TryOwn(op, request.CurrentPassword, ct);
        if (!person.Succeeded)
        {
            return person.Problem;
        }

        var user = person.Value.User;
        var hash = await passwords.Hash(op, user.Username, user.Email, request.Password, ct);
        if (!hash.Succeeded)
        {
            return hash.Problem;
        }

        // A password alone is no fresh sign-in of who has a second factor.
        var hasMore = (await seconds.Of(op.AtHome(), user.Id, ct)).Any;
        await using var change = db.ChangeFor(op.AtHome());
        await passwords.Announce(change, user, PasswordChangedBy.Self, op.Origin.SessionId, ct);
        guesses.Forgive(change, person.Value);
        PasswordDb.Choose(change, user, hash.Value);
        if (!hasMore)
        {
            SessionDb.Authenticated(change, op.Origin.SessionId!.Value, time.GetUtcNow());
        }

        return await change.Commit(Done.Value, ct);
    }
}
