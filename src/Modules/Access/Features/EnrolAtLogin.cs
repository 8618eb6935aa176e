using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Challenge">As the sign-in answered it, without a factor that could answer it.</param>
internal sealed record EnrolAtLoginRequest(string Challenge) : IRequest
{
    public Problem? Check() => Challenge.Length is 0 or > 256 ? AccessProblems.ChallengeInvalid : null;
}

/// <summary>A secret for an app that makes codes.</summary>
/// <param name="Secret">In base 32, to be typed; shown here only.</param>
/// <param name="Uri">The same for a picture that an app reads: <c>otpauth://totp/…</c>.</param>
internal sealed record TotpSecretView(string Secret, string Uri)
{
    public static TotpSecretView From(TotpSecret made) => new(made.Secret, made.Uri);
}

/// <summary>Begins to set up an app for codes for a person who has given their password and whose tenant asks for more; its first code at /api/auth/login/second-factor signs them in.</summary>
internal sealed class EnrolAtLogin(AccessDb db, SecondFactorDb seconds, SecondFactors factors, RefusalLog refusals, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The challenge is the credential: it is good for this and for nothing else.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/login/enrolment", (EnrolAtLoginRequest request, EnrolAtLogin feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp(TotpSecretView.From))
        .TakesCredentials();

    public async Task<Result<TotpSecret>> Handle(OpContext op, EnrolAtLoginRequest request, CancellationToken ct)
    {
        if (await seconds.OfChallenge(SingleUseToken.Hash(request.Challenge), time.GetUtcNow(), ct) is not { Enrols: true } pending)
        {
            refusals.Note(AccessProblems.ChallengeInvalid, op.Origin.Address);
            return AccessProblems.ChallengeInvalid;
        }

        var own = op with { Tenant = pending.Tenant };
        if (await db.For(own).User(own, pending.User, ct) is not { Status: UserStatus.Active } user)
        {
            return AccessProblems.ChallengeInvalid;
        }

        await using var change = db.ChangeFor(own with { Principal = user.AsPrincipal() });
        if ((await factors.Begin(change, user, ct)).Fails(out var secret, out var problem))
        {
            return problem;
        }

        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.Authentication });
        return await change.Commit(secret, ct);
    }
}
