using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>What outside products the server can work with, what they need to know and what they can do.</summary>
internal sealed class ListConnectors(Connectors connectors) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/connectors", (ListConnectors feature) => feature.Handle().ToHttp());

    public Task<Result<IReadOnlyList<ConnectorDescription>>> Handle() =>
        Task.FromResult((Result<IReadOnlyList<ConnectorDescription>>)connectors.All.Select(c => c.Description).ToArray());
}
