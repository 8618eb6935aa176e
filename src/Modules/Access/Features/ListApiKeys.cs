using System.ComponentModel;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>The tenant's keys, newest first.</summary>
internal sealed class ListApiKeys(ApiKeyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.ReadKeys);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/api-keys", ([Description("Whether those that were revoked are shown as well.")] bool? revoked, PageQuery page, ListApiKeys feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, revoked ?? false, page.Request, ct).ToHttp(ApiKeyView.From));

    public async Task<Result<Page<ApiKey>>> Handle(OpContext op, bool withRevoked, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Keys(op, withRevoked, page, ct), k => k.Id.Value);
}
