using System.Buffers.Text;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A public key as JWK (RFC 7517).</summary>
internal sealed record KeyView(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg)
{
    public static KeyView From(SigningKey key)
    {
        var point = key.Key.ExportParameters(includePrivateParameters: false).Q;
        return new("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y), key.Kid, "sig", "ES256");
    }
}

/// <summary>A key set as JWKS (RFC 7517).</summary>
internal sealed record KeySetView(IReadOnlyList<KeyView> Keys);

/// <summary>The public keys with which access tokens can be verified.</summary>
internal sealed class GetKeys(SigningKeys keys) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/.well-known/jwks.json", (GetKeys feature, CancellationToken ct) => feature.Handle(ct).ToHttp())
        .OpenToAll("Public keys.");

    public async Task<Result<KeySetView>> Handle(CancellationToken ct) => new KeySetView([.. (await keys.All(ct)).Select(KeyView.From)]);
}
