using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Begins to set up an app for codes for the caller. It is good for nothing until its first code is confirmed.</summary>
internal sealed class BeginTotp(AccessDb db, SecondFactors factors, FreshSignIn fresh) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/totp", (BeginTotp feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp(TotpSecretView.From))
        .TakesCredentials();

    public async Task<Result<TotpSecret>> Handle(OpContext op, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if (await db.UserOf(op, op.Principal.Home, UserId.From(op.Principal.Id!.Value), ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        await using var change = db.ChangeFor(op.AtHome());
        if ((await factors.Begin(change, user, ct)).Fails(out var secret, out var problem))
        {
            return problem;
        }

        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication });
        return await change.Commit(secret, ct);
    }
}
