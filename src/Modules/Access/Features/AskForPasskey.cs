using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>What a browser needs for a passkey.</summary>
/// <param name="Challenge">Has to come back with the answer: good once and for five minutes.</param>
/// <param name="Options">For navigator.credentials, as JSON: PublicKeyCredential.parseRequestOptionsFromJSON or parseCreationOptionsFromJSON reads them.</param>
internal sealed record PasskeyCeremonyView(string Challenge, System.Text.Json.JsonElement Options)
{
    public static PasskeyCeremonyView From(PasskeyCeremony made) => new(made.Challenge, made.Options);
}

/// <summary>A challenge for whoever has a passkey here: to sign in, as a second factor, or to confirm.</summary>
internal sealed class AskForPasskey(Passkeys passkeys) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("It says nothing of anybody.").Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/passkeys/challenge", (AskForPasskey feature, OpContext op, HttpContext http) => feature.Handle(op, http).ToHttp(PasskeyCeremonyView.From))
        .TakesCredentials();

    public async Task<Result<PasskeyCeremony>> Handle(OpContext op, HttpContext http) => await passkeys.Ask(op, http);
}
