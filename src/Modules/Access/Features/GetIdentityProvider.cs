using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>A program outside that says for the tenant who somebody is.</summary>
internal sealed class GetIdentityProvider(IdentityProviderDb db, IMails mails) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/identity-providers/{id}", (IdentityProviderId id, GetIdentityProvider feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<IdentityProviderView>> Handle(OpContext op, IdentityProviderId id, CancellationToken ct) =>
        await db.Find(op, id, ct) is { } provider ? IdentityProviderView.From(provider, mails.Link) : SingleSignOnProblems.NotFound;
}
