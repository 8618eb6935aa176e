using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The caller's passkeys, newest first.</summary>
internal sealed class ListPasskeys(PasskeyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/auth/passkeys", (PageQuery page, ListPasskeys feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(PasskeyView.From));

    public async Task<Result<Page<Passkey>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Of(op.AtHome(), UserId.From(op.Principal.Id!.Value), page, ct), key => key.Id.Value);
}
