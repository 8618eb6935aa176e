using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Begins to add a passkey for the caller: what their browser needs for it.</summary>
internal sealed class BeginPasskey(AccessDb db, Passkeys passkeys, FreshSignIn fresh) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.NotAudited("Nothing changes until the passkey is added.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/passkeys/options", (BeginPasskey feature, OpContext op, HttpContext http, CancellationToken ct) => feature.Handle(op, http, ct).ToHttp(PasskeyCeremonyView.From))
        .TakesCredentials();

    public async Task<Result<PasskeyCeremony>> Handle(OpContext op, HttpContext http, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        return await db.UserOf(op, op.Principal.Home, UserId.From(op.Principal.Id!.Value), ct) is { } user ? await passkeys.AskForNew(op.AtHome(), user, http) : AccessProblems.UserNotFound;
    }
}
