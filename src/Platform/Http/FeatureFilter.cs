using System.Reflection;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Platform.Http;

/// <summary>HTTP's side of every feature: refuses unknown query parameters, and hands the request to the operation runner.</summary>
internal static class FeatureFilter
{
    public static EndpointFilterDelegate Make(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var parameters = context.MethodInfo.GetParameters();
        var request = Array.FindIndex(parameters, p => typeof(IRequest).IsAssignableFrom(p.ParameterType));
        var query = QueryNames(parameters);
        return async invocation =>
        {
            var http = invocation.HttpContext;
            if (http.Request.QueryString.HasValue && http.Request.Query.Keys.FirstOrDefault(k => !query.Contains(k)) is { } unknown
                && http.GetEndpoint()?.Metadata.GetMetadata<AnyQuery>() is null)
            {
                return new EmptyAnswer(RequestProblems.UnknownParameter(unknown));
            }

            var op = http.RequestServices.GetRequiredService<OpScope>().Current;
            return await http.RequestServices.GetRequiredService<OperationRunner>().Perform<object?>(
                op,
                EndpointRules.Of(http.GetEndpoint()!).Operation!,
                http.Request.RouteValues.TryGetValue("id", out var id) && Guid.TryParse(id as string, out var subject) ? subject : null,
                request >= 0 ? (IRequest?)invocation.Arguments[request] : null,
                static problem => new EmptyAnswer(problem),
                () => next(invocation),
                static answer => (answer as IAnswer)?.Problem);
        };
    }

    private static HashSet<string> QueryNames(ParameterInfo[] parameters)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            if (parameter.ParameterType == typeof(PageQuery))
            {
                names.UnionWith(["limit", "cursor"]);
            }
            else if (parameter.ParameterType == typeof(TableFormat))
            {
                names.Add(TableFormat.Parameter);
            }
            else if (parameter.GetCustomAttribute<Microsoft.AspNetCore.Http.AsParametersAttribute>() is not null)
            {
                names.UnionWith(parameter.ParameterType.GetProperties().Select(p => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(p.Name)));
            }
            else if (parameter.Name is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }
}
