using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The programs outside that say for the tenant who somebody is.</summary>
internal sealed class ListIdentityProviders(IdentityProviderDb db, IMails mails) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadSignIn);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/identity-providers", (ListIdentityProviders feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<IdentityProvidersView>> Handle(OpContext op, CancellationToken ct) =>
        new IdentityProvidersView([.. (await db.All(op, ct)).Select(p => IdentityProviderView.From(p, mails.Link))]);
}
