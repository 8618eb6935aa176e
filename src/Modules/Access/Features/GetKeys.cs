using System.Buffers.Text;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A public key as JWK (RFC 7517).</summary>
/// <param name="Kty">EC.</param>
/// <param name="Crv">P-256.</param>
/// <param name="X">The point's x in base64url.</param>
/// <param name="Y">The point's y in base64url.</param>
/// <param name="Kid">What a token's header names it by.</param>
/// <param name="Use">sig.</param>
/// <param name="Alg">ES256.</param>
internal sealed record KeyView(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg)
{
    public static KeyView From(SigningKey key)
    {
        var point = key.Key.ExportParameters(includePrivateParameters: false).Q;
        return new("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y), key.Kid, "sig", "ES256");
    }
}

/// <summary>A key set as JWKS (RFC 7517).</summary>
/// <param name="Keys">The current key and those that tokens may still be signed with.</param>
internal sealed record KeySetView(IReadOnlyList<KeyView> Keys);

/// <summary>The public keys with which access tokens can be verified.</summary>
internal sealed class GetKeys(SigningKeys keys) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("Public keys.").Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/.well-known/jwks.json", (GetKeys feature, CancellationToken ct) => feature.Handle(ct).ToHttp());

    public async Task<Result<KeySetView>> Handle(CancellationToken ct) => new KeySetView([.. (await keys.All(ct)).Select(KeyView.From)]);
}
