using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One key, be it revoked or not.</summary>
internal sealed class GetApiKey(ApiKeyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.ReadKeys);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/api-keys/{id}", (ApiKeyId id, GetApiKey feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(ApiKeyView.From));

    public async Task<Result<ApiKey>> Handle(OpContext op, ApiKeyId id, CancellationToken ct) => await db.Key(op, id, ct) is { } key ? key : AccessProblems.KeyNotFound;
}
