using System.Reflection;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Platform.Http;

/// <summary>As what a table is asked for: by <c>?format=csv</c> or <c>json</c>, or else by the Accept header; JSON when neither says it.</summary>
public readonly record struct TableFormat(bool IsCsv)
{
    /// <summary>The query parameter.</summary>
    public const string Parameter = "format";

    /// <summary>Binds from the request.</summary>
    public static ValueTask<TableFormat> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return new(http.Request.Query[Parameter].ToString() switch
        {
            "" => new TableFormat(http.Request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(Csv.MediaType, StringComparison.OrdinalIgnoreCase) && a.Quality is null or > 0)),
            "csv" => new TableFormat(true),
            "json" => new TableFormat(false),
            _ => throw new ProblemException(RequestProblems.BadParameter(Parameter, "format is json or csv.")),
        });
    }
}

/// <summary>200 with a view as JSON or CSV, or a problem. Of a page as CSV the cursor of the next one stands in the header <c>X-Next-Cursor</c>.</summary>
/// <param name="result">The view.</param>
/// <param name="format">As what.</param>
/// <param name="csv">Writes it as CSV.</param>
/// <param name="fileName">What a browser saves the CSV as.</param>
/// <param name="cursor">The next page's cursor; null for what is whole.</param>
public sealed class TableAnswer<TView>(Result<TView> result, TableFormat format, Func<TView, byte[]> csv, string fileName, Func<TView, string?> cursor) : IAnswer, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Problem? Problem => result.Problem;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(TView), ["application/json"]));
        builder.Metadata.Add(new AlsoAsCsv());
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.Headers[HeaderNames.Vary] = HeaderNames.Accept;
        if (result.Problem is { } problem)
        {
            await ProblemWriter.Write(httpContext, problem);
        }
        else if (!format.IsCsv)
        {
            await Answering.Write(httpContext, 200, result.Value);
        }
        else
        {
            var response = httpContext.Response;
            response.ContentType = $"{Csv.MediaType}; charset=utf-8; header=present";
            response.Headers[HeaderNames.CacheControl] = "no-store";
            response.Headers[HeaderNames.ContentDisposition] = $"attachment; filename=\"{fileName}\"";
            if (cursor(result.Value) is { } next)
            {
                response.Headers["X-Next-Cursor"] = next;
            }

            await response.Body.WriteAsync(csv(result.Value), httpContext.RequestAborted);
        }
    }
}

/// <summary>Says of an endpoint that it answers CSV as well.</summary>
internal sealed record AlsoAsCsv;
