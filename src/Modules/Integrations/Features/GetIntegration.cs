using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>One integration.</summary>
internal sealed class GetIntegration(IntegrationsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/integrations/{id}", (IntegrationId id, GetIntegration feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(IntegrationView.From));

    public async Task<Result<Integration>> Handle(OpContext op, IntegrationId id, CancellationToken ct) =>
        await db.Integration(op, id, ct) is { } integration ? integration : IntegrationsProblems.NotFound;
}
