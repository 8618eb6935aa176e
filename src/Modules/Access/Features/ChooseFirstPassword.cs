using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Features;

/// <param name="Email">The person's address.</param>
/// <param name="CurrentPassword">The one that was handed to them.</param>
/// <param name="Password">The one that they choose: 12 to 256 characters, not a common one.</param>
/// <param name="RefreshTokenIn">BODY unless a browser asks for the cookie.</param>
internal sealed record ChooseFirstPasswordRequest(string Email, string CurrentPassword, string Password, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body) : IRequest
{
    public Problem? Check() => Email.Length > 254 || CurrentPassword.Length > PasswordRules.MaxLength ? AccessProblems.InvalidCredentials
        : Password == CurrentPassword ? AccessProblems.PasswordSame
        : PasswordRules.Check(Password, Email);
}

/// <summary>Signs a person in who was given a password by somebody else, once they have chosen another. Until then there is no session. Answers 202 with what is owed where the password is not enough.</summary>
internal sealed class ChooseFirstPassword(PasswordDb passwords, PasswordGuesses guesses, SignIns signIns, IServiceProvider services) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The password that was handed over is the credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/first-password", (ChooseFirstPasswordRequest request, ChooseFirstPassword feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, RefreshCookie.Read(http), ct).Deliver(http, request.RefreshTokenIn))
        .TakesCredentials();

    public async Task<Result<SignInAnswer>> Handle(OpContext op, ChooseFirstPasswordRequest request, string? replaces, CancellationToken ct)
    {
        var person = await guesses.Try(op, request.Email, request.CurrentPassword, ct);
        if (!person.Succeeded)
        {
            return person.Problem;
        }

        var user = person.Value.User;
        if (!await passwords.IsFirst(user, ct))
        {
            return AccessProblems.PasswordNotFirst;
        }

        var own = op with { Tenant = user.Tenant, Principal = user.AsPrincipal() };
        await using var scope = services.OpenOp(own);
        var hash = await scope.ServiceProvider.GetRequiredService<NewPasswords>().Hash(own, user.Username, user.Email, request.Password, ct);
        return hash.Succeeded ? await signIns.AfterPassword(op, person.Value, hash.Value, replaces, ct) : hash.Problem;
    }
}
