using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Email">The person's address.</param>
/// <param name="Password">Theirs.</param>
/// <param name="RefreshTokenIn">BODY unless a browser asks for the cookie.</param>
internal sealed record LoginRequest(string Email, string Password, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body) : IRequest
{
    public Problem? Check() => Email.Length <= 254 && Password.Length <= PasswordRules.MaxLength ? null : AccessProblems.InvalidCredentials;
}

/// <summary>Signs a person in, or answers 202 with what is owed where the password is not enough. Unknown addresses take as long, fail with the same words and are locked in the same way as known ones.</summary>
internal sealed class Login(PasswordDb passwords, PasswordGuesses guesses, SignIns signIns) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("Signing in is how one gets a credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/login", (LoginRequest request, Login feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, RefreshCookie.Read(http), ct).Deliver(http, request.RefreshTokenIn))
        .TakesCredentials();

    public async Task<Result<SignInAnswer>> Handle(OpContext op, LoginRequest request, string? replaces, CancellationToken ct)
    {
        var person = await guesses.Try(op, request.Email, request.Password, ct);
        if (!person.Succeeded)
        {
            return person.Problem;
        }

        return await passwords.IsFirst(person.Value.User, ct) ? await NotYet(person.Value, ct) : await signIns.AfterPassword(op, person.Value, null, replaces, ct);
    }

    private async Task<Problem> NotYet(KnownPerson person, CancellationToken ct)
    {
        await guesses.Forgive(person, ct);
        return AccessProblems.PasswordChangeRequired;
    }
}
