using System.Reflection;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Harness.Endpoints;

/// <summary>One endpoint of the running host, as routing knows it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The pattern, such as <c>/api/users/{id}</c>.</param>
/// <param name="Access">Who may come in; null when nothing says so, which the host does not start with.</param>
/// <param name="Operation"><c>module.feature</c>; null for what belongs to no module.</param>
/// <param name="Body">The type of the JSON body; null when it takes none.</param>
/// <param name="RouteIds">The parameters in the route that are ids, with the name of their type.</param>
/// <param name="QueryIds">The query parameters that are ids, with the name of their type.</param>
public sealed record ApiEndpoint(
    string Method,
    string Route,
    Admission? Access,
    string? Operation,
    Type? Body,
    IReadOnlyList<(string Name, string Type)> RouteIds,
    IReadOnlyList<(string Name, string Type)> QueryIds)
{
    /// <summary>Every endpoint, by route and method.</summary>
    public static IReadOnlyList<ApiEndpoint> Of(IServiceProvider services) =>
        [.. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(Of).OrderBy(e => e.Route, StringComparer.Ordinal).ThenBy(e => e.Method, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Route}";

    private static IEnumerable<ApiEndpoint> Of(RouteEndpoint endpoint)
    {
        var parameters = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        var flat = parameters.SelectMany(p => p.GetCustomAttribute<AsParametersAttribute>() is null
            ? [(Name: p.Name!, Type: p.ParameterType)]
            : p.ParameterType.GetProperties().Select(q => (Name: System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(q.Name), Type: q.PropertyType)));
        var ids = flat.Select(p => (p.Name, Type: Nullable.GetUnderlyingType(p.Type) ?? p.Type))
            .Where(p => p.Type == typeof(Guid) || p.Type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(Platform.Kernel.IId<>)))
            .ToLookup(p => endpoint.RoutePattern.GetParameter(p.Name) is not null, p => (p.Name, p.Type.Name));
        var operation = endpoint.Metadata.GetMetadata<Operation>();
        foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
        {
            yield return new ApiEndpoint(
                method,
                endpoint.RoutePattern.RawText!,
                operation?.Admission,
                operation?.Feature is null ? null : operation.Name,
                endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType,
                [.. ids[true]],
                [.. ids[false]]);
        }
    }
}
