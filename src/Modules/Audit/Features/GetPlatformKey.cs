using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Audit.Features;

/// <summary>The key of the platform's own statements.</summary>
/// <param name="VerifierKey">C2SP verifier key: keep it, and check statements against it.</param>
internal sealed record PlatformKeyView(string VerifierKey);

/// <summary>The key that verifies what the platform says of itself, such as that a tenant was removed.</summary>
internal sealed class GetPlatformKey(PlatformStatements statements) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("A public key.").Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/.well-known/holdfast-platform-key", (GetPlatformKey feature, CancellationToken ct) => feature.Handle(ct).ToHttp());

    public async Task<Result<PlatformKeyView>> Handle(CancellationToken ct) => new PlatformKeyView(await statements.VerifierKeyText(ct));
}
