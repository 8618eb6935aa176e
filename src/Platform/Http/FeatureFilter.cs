using System.Reflection;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Platform.Http;

/// <summary>Runs around every feature: refuses unknown query parameters, asks the request what is wrong with it, and sees that a change without an audit entry gets one.</summary>
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
            if (http.Request.QueryString.HasValue && http.Request.Query.Keys.FirstOrDefault(k => !query.Contains(k)) is { } unknown)
            {
                return new EmptyAnswer(RequestProblems.UnknownParameter(unknown));
            }

            var op = http.RequestServices.GetRequiredService<OpScope>().Current;
            var wrong = request >= 0 ? ((IRequest?)invocation.Arguments[request])?.Check() : null;
            var answer = wrong is null ? await next(invocation) : new EmptyAnswer(wrong);
            var problem = (answer as IAnswer)?.Problem;
            if (op.Trail.Owed && (problem is not null || op.Trail.Written == 0))
            {
                await http.RequestServices.GetRequiredService<IAuditSink>().Record(op, Entry(http, op, problem), CancellationToken.None);
            }

            return answer;
        };
    }

    private static AuditFact Entry(HttpContext http, OpContext op, Problem? problem) =>
        new("operation", http.Request.RouteValues.TryGetValue("id", out var id) && Guid.TryParse(id as string, out var guid) ? guid : null, op.Operation)
        {
            Severity = problem is null ? AuditSeverity.Info : AuditSeverity.Warning,
            Outcome = problem is null ? AuditOutcome.Success : AuditOutcome.Failure,
            Error = problem?.Code,
        };

    private static HashSet<string> QueryNames(ParameterInfo[] parameters)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            if (parameter.ParameterType == typeof(PageQuery))
            {
                names.UnionWith(["limit", "cursor"]);
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
