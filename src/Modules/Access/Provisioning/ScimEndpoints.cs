using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>What an operation of the protocol answers.</summary>
/// <param name="Body">What is written; null for nothing.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Version">The resource's version; null when it is none.</param>
/// <param name="Location">The resource's address.</param>
internal sealed record ScimReply(JsonObject? Body, int Status = 200, long? Version = null, string? Location = null);

/// <summary>An answer in the protocol's media type.</summary>
internal sealed class ScimAnswer(Result<ScimReply> result) : IAnswer
{
    /// <summary>As RFC 7644, 3.1 has it.</summary>
    public const string MediaType = "application/scim+json";

    public Problem? Problem => result.Problem;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (result.Fails(out var reply, out var problem))
        {
            await ProblemWriter.Write(httpContext, problem);
            return;
        }

        httpContext.Response.StatusCode = reply.Status;
        httpContext.Response.Headers.CacheControl = "no-store";
        if (reply.Version is { } version)
        {
            httpContext.Response.Headers.ETag = IfMatch.Tag(version);
            if (HttpMethods.IsGet(httpContext.Request.Method) && IsKnown(httpContext.Request.Headers.IfNoneMatch, IfMatch.Tag(version)))
            {
                // RFC 7644, 3.14: the client has it already.
                httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        if (reply.Location is { } location)
        {
            httpContext.Response.Headers[reply.Status == 201 ? "Location" : "Content-Location"] = location;
        }

        if (reply.Body is { } body)
        {
            httpContext.Response.ContentType = MediaType;
            var bytes = JsonSerializer.SerializeToUtf8Bytes(body, ScimJson.Options);
            httpContext.Response.ContentLength = bytes.Length;
            await httpContext.Response.BodyWriter.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }

    // Compared weakly, as RFC 9110, 13.1.2 has it.
    private static bool IsKnown(StringValues header, string tag) => header.SelectMany(h => (h ?? "").Split(',')).Select(t => t.Trim()).Any(t => t == "*" || (t.StartsWith("W/", StringComparison.Ordinal) ? t[2..] : t) == tag);
}

/// <summary>Where the protocol's addresses begin, as this caller has called them: <c>https://…/scim/v2</c>.</summary>
internal readonly record struct ScimBase(string Address)
{
    public static ValueTask<ScimBase> BindAsync(HttpContext http)
    {
        var tenant = http.Features.Get<TenantInPath>() is { } inPath ? $"/t/{inPath.Name}" : "";
        return new(new ScimBase($"{http.Request.Scheme}://{http.Request.Host}{tenant}/scim/v2"));
    }
}

/// <summary>The body of a request: a JSON object, whose members the protocol lets be more than we know.</summary>
internal readonly record struct ScimBody(JsonElement Json)
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = ScimLimits.JsonDepth, AllowDuplicateProperties = false };

    public static async ValueTask<ScimBody> BindAsync(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, Reading, http.RequestAborted);
            ScimJson.CheckNames(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ScimBody(document.RootElement.Clone())
                : throw new ProblemException(ProvisioningProblems.InvalidSyntax("The body is a JSON object."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter of a name with a half of a surrogate pair, which JSON can write and no text can hold.
            throw new ProblemException(ProvisioningProblems.InvalidSyntax("The body is no JSON, is too deep, has a member twice, or one whose name is no text."));
        }
    }
}

/// <summary>What is the same at every endpoint of the protocol.</summary>
internal static class ScimEndpoints
{
    /// <summary>Problems are written as the protocol has them, and query parameters that a client adds for itself are passed over (RFC 7644, 3.12 and 3.9).</summary>
    public static RouteHandlerBuilder SpeaksScim(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(ScimProblems.Form).TakesAnyQuery().TakesUpTo(ScimLimits.BodyBytes);

    /// <summary>It takes a body.</summary>
    public static RouteHandlerBuilder TakesScim<TBody>(this RouteHandlerBuilder endpoint) where TBody : notnull =>
        endpoint.Accepts<TBody>(ScimAnswer.MediaType, "application/json").SpeaksScim();

    /// <summary>It answers with a body.</summary>
    public static RouteHandlerBuilder AnswersScim<TBody>(this RouteHandlerBuilder endpoint, int status = 200) =>
        endpoint.Produces<TBody>(status, ScimAnswer.MediaType);

    /// <summary>An answer that has come about.</summary>
    public static async Task<ScimAnswer> ToScim(this Task<Result<ScimReply>> reply) => new(await reply);
}
