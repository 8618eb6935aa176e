using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Platform.Http;

/// <summary>Maps the features of all modules below <c>/api</c>, and refuses to start with an endpoint that requires nothing.</summary>
public static class ModuleRoutes
{
    /// <summary>Maps every feature.</summary>
    public static void MapModules(this IEndpointRouteBuilder routes, IReadOnlyList<ModuleManifest> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var module in modules)
        {
            foreach (var feature in module.Features)
            {
                var group = routes.MapGroup(feature.Prefix)
                    .WithMetadata(feature.Operation)
                    .WithName(feature.Operation.Name)
                    .WithTags(module.Name)
                    .AddEndpointFilterFactory(FeatureFilter.Make);
                feature.Map(group);
            }
        }
    }

    /// <summary>Throws when an endpoint has no operation that says what it requires, or more than one.</summary>
    /// <exception cref="InvalidOperationException">Names the endpoint.</exception>
    public static void CheckAccess(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        foreach (var endpoint in routes.DataSources.SelectMany(s => s.Endpoints))
        {
            var operations = endpoint.Metadata.GetOrderedMetadata<Operation>().Count;
            if (operations != 1)
            {
                throw new InvalidOperationException(
                    $"{endpoint.DisplayName} has {operations} operations; each endpoint has one, which says who may come in: that of a module's feature, or .OpenToAll(why).");
            }
        }
    }
}
