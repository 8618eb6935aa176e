using System.ComponentModel;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The tokens of the tenant's identity providers, newest first.</summary>
internal sealed class ListProvisioningTokens(ProvisioningTokenDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/provisioning-tokens", ([Description("Whether those that were revoked are shown as well.")] bool? revoked, PageQuery page, ListProvisioningTokens feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, revoked ?? false, page.Request, ct).ToHttp(ProvisioningTokenView.From));

    public async Task<Result<Page<ProvisioningToken>>> Handle(OpContext op, bool withRevoked, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Tokens(op, withRevoked, page, ct), t => t.Id.Value);
}
