using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Password">The caller's.</param>
internal sealed record ConfirmRequest(string Password) : IRequest
{
    public Problem? Check() => Password.Length <= PasswordRules.MaxLength ? null : AccessProblems.PasswordWrong;
}

/// <summary>Takes the caller's password again, so that their session may do for a while what asks for a fresh sign-in.</summary>
internal sealed class Confirm(AccessDb db, PasswordGuesses guesses, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/confirm", (ConfirmRequest request, Confirm feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToEmpty())
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, ConfirmRequest request, CancellationToken ct)
    {
        var person = await guesses.TryOwn(op, request.Password, ct);
        if (!person.Succeeded)
        {
            return person.Problem;
        }

        var session = op.Origin.SessionId!.Value;
        await using var change = db.ChangeFor(op.AtHome());
        guesses.Forgive(change, person.Value);
        SessionDb.Authenticated(change, session, time.GetUtcNow());
        change.Audit(new AuditFact("session", session, op.Principal.Name) { Category = AuditCategory.Authentication });
        return await change.Commit(Done.Value, ct);
    }
}
