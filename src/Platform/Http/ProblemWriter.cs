using System.Diagnostics;
using System.Text.Json;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Http;

/// <summary>Problems on the wire: RFC 9457 with <c>code</c>, <c>traceId</c> and, where members of the request are to blame, <c>errors</c>.</summary>
public static class ProblemWriter
{
    /// <summary>The code of an answer to what nobody expected (500). It has no <see cref="ProblemKind"/>: nothing makes it on purpose.</summary>
    public const string UnexpectedCode = "server.error";

    /// <summary>What that answer says.</summary>
    public const string UnexpectedDetail = "Something went wrong here; the trace id leads to it in the server's log.";

    private static readonly JsonWriterOptions Format = new() { Encoder = WireJson.Options.Encoder };

    /// <summary>The HTTP status of a kind.</summary>
    public static int Status(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => 400,
        ProblemKind.Unauthenticated => 401,
        ProblemKind.Forbidden => 403,
        ProblemKind.NotFound => 404,
        ProblemKind.MethodNotAllowed => 405,
        ProblemKind.Conflict => 409,
        ProblemKind.Gone => 410,
        ProblemKind.Stale => 412,
        ProblemKind.TooLarge => 413,
        ProblemKind.UnsupportedMedia => 415,
        ProblemKind.TooMany => 429,
        ProblemKind.NotSupported => 501,
        ProblemKind.Unavailable => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Answers a problem.</summary>
    public static Task Write(HttpContext http, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString();
        }

        if (problem.Kind == ProblemKind.Unauthenticated)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Write(http, Status(problem.Kind), problem.Code, problem.Detail, problem.Fields);
    }

    /// <summary>Answers an unexpected error: nothing but the trace id goes out.</summary>
    public static Task WriteOpaque(HttpContext http) => Write(http, 500, UnexpectedCode, UnexpectedDetail, null);

    private static async Task Write(HttpContext http, int status, string code, string detail, IReadOnlyDictionary<string, string>? fields)
    {
        http.Response.StatusCode = status;
        var form = http.GetEndpoint()?.Metadata.GetMetadata<IProblemForm>();
        http.Response.ContentType = form?.MediaType ?? "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        var traceId = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, Format);
        if (form is not null)
        {
            form.Write(writer, status, code, detail, traceId);
            await writer.FlushAsync(http.RequestAborted);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", Title(status));
        writer.WriteNumber("status", status);
        writer.WriteString("code", code);
        writer.WriteString("detail", detail);
        writer.WriteString("traceId", traceId);
        if (fields is { Count: > 0 })
        {
            writer.WriteStartObject("errors");
            foreach (var (member, message) in fields)
            {
                writer.WriteString(member, message);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        await writer.FlushAsync(http.RequestAborted);
    }

    private static string Title(int status) => status switch
    {
        400 => "Bad request",
        401 => "Not signed in",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        410 => "Gone",
        412 => "Out of date",
        413 => "Too large",
        415 => "Unsupported media type",
        429 => "Too many requests",
        503 => "Unavailable",
        _ => "Server error",
    };
}
