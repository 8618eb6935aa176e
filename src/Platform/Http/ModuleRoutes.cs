using Holdfast.Platform.Modularity;
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
                    .WithMetadata(new OperationName(module.Name, feature.Operation, feature.Type))
                    .WithName(feature.Operation)
                    .WithTags(module.Name)
                    .AddEndpointFilterFactory(FeatureFilter.Make);
                feature.Map(group);
            }
        }
    }

    /// <summary>Throws when an endpoint has no access requirement, or more than one.</summary>
    /// <exception cref="InvalidOperationException">Names the endpoint.</exception>
    public static void CheckAccess(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        foreach (var endpoint in routes.DataSources.SelectMany(s => s.Endpoints))
        {
            var requirements = endpoint.Metadata.GetOrderedMetadata<AccessRequirement>().Count;
            if (requirements != 1)
            {
                throw new InvalidOperationException(
                    $"{endpoint.DisplayName} has {requirements} access requirements; each endpoint says once who may come in: .Requires(permission), .RequiresSignIn(), .RequiresSensor() or .OpenToAll(why).");
            }
        }
    }
}
