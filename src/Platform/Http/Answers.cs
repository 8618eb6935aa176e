using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Platform.Http;

/// <summary>What a feature answers: a problem, or a view with its status.</summary>
public interface IAnswer : IResult
{
    /// <summary>Null on success.</summary>
    Problem? Problem { get; }
}

/// <summary>200 with a view, or a problem.</summary>
public sealed class Answer<TView>(Result<TView> result) : IAnswer, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Problem? Problem => result.Problem;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(TView), ["application/json"]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) =>
        result.Problem is { } problem ? ProblemWriter.Write(httpContext, problem) : Answering.Write(httpContext, 200, result.Value);
}

/// <summary>200 with a view, 202 with another where something is still owed before there is one, or a problem.</summary>
/// <param name="problem">What stands in the way.</param>
/// <param name="view">What there is; null when something is owed.</param>
/// <param name="owed">What is owed; null when nothing is.</param>
public sealed class OwingAnswer<TView, TOwed>(Problem? problem, TView? view, TOwed? owed) : IAnswer, IEndpointMetadataProvider where TView : class where TOwed : class
{
    /// <inheritdoc/>
    public Problem? Problem => problem;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(TView), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(202, typeof(TOwed), ["application/json"]));
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) =>
        problem is not null ? ProblemWriter.Write(httpContext, problem)
        : view is not null ? Answering.Write(httpContext, 200, view)
        : Answering.Write(httpContext, 202, owed!);
}

/// <summary>201 with a view and its address, or a problem.</summary>
public sealed class CreatedAnswer<TView>(Result<TView> result, Func<TView, string> location) : IAnswer, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Problem? Problem => result.Problem;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(201, typeof(TView), ["application/json"]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (result.Problem is { } problem)
        {
            return ProblemWriter.Write(httpContext, problem);
        }

        httpContext.Response.Headers.Location = location(result.Value);
        return Answering.Write(httpContext, 201, result.Value);
    }
}

/// <summary>204, or a problem.</summary>
public sealed class EmptyAnswer(Problem? problem) : IAnswer, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Problem? Problem => problem;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(204, typeof(void)));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (problem is not null)
        {
            return ProblemWriter.Write(httpContext, problem);
        }

        httpContext.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}

/// <summary>From results to answers.</summary>
public static class Answering
{
    // What a writer holds between two answers, so that it holds no connection.
    private static readonly ArrayBufferWriter<byte> Nowhere = new(1);

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    private static readonly JsonWriterOptions Format = new() { Encoder = WireJson.Options.Encoder, SkipValidation = true };

    /// <summary>200 with the view of a value.</summary>
    public static async Task<Answer<TView>> ToHttp<T, TView>(this Task<Result<T>> result, Func<T, TView> view)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new((await result).Map(view));
    }

    /// <summary>200 with the value itself.</summary>
    public static async Task<Answer<T>> ToHttp<T>(this Task<Result<T>> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(await result);
    }

    /// <summary>200 with a page of views.</summary>
    public static async Task<Answer<Page<TView>>> ToHttp<T, TView>(this Task<Result<Page<T>>> result, Func<T, TView> view)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new((await result).Map(page => page.Map(view)));
    }

    /// <summary>201 with the view of a value and its address.</summary>
    public static async Task<CreatedAnswer<TView>> ToCreated<T, TView>(this Task<Result<T>> result, Func<T, TView> view, Func<TView, string> location)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new((await result).Map(view), location);
    }

    /// <summary>200 with bytes.</summary>
    public static async Task<FileAnswer> ToFile(this Task<Result<byte[]>> result, string mediaType, string? fileName)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(await result, mediaType, fileName);
    }

    /// <summary>204.</summary>
    public static async Task<EmptyAnswer> ToEmpty<T>(this Task<Result<T>> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new((await result).Problem);
    }

    internal static async Task Write<TView>(HttpContext http, int status, TView view)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        if (view is IVersioned versioned)
        {
            http.Response.Headers.ETag = IfMatch.Tag(versioned.Version);
        }

        // Nothing goes out before the length is known: one write to the socket instead of a chunk and its end.
        var body = http.Response.BodyWriter;
        http.Response.ContentLength = Serialize(body, view);
        await body.FlushAsync(http.RequestAborted);
    }

    // One writer for each thread: it is used up before anything else can run there.
    private static long Serialize<TView>(IBufferWriter<byte> body, TView view)
    {
        var json = writer ??= new Utf8JsonWriter(body, Format);
        json.Reset(body);
        try
        {
            JsonSerializer.Serialize(json, view, Views<TView>.Type);
            json.Flush();
            return json.BytesCommitted;
        }
        finally
        {
            json.Reset(Nowhere);
        }
    }

    private static class Views<TView>
    {
        public static readonly System.Text.Json.Serialization.Metadata.JsonTypeInfo<TView> Type =
            (System.Text.Json.Serialization.Metadata.JsonTypeInfo<TView>)WireJson.Options.GetTypeInfo(typeof(TView));
    }
}

/// <summary>200 with bytes of another media type, or a problem.</summary>
public sealed class FileAnswer(Result<byte[]> result, string mediaType, string? fileName) : IAnswer, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Problem? Problem => result.Problem;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(string), ["application/json", "text/plain"]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (result.Problem is { } problem)
        {
            await ProblemWriter.Write(httpContext, problem);
            return;
        }

        httpContext.Response.ContentType = mediaType;
        httpContext.Response.Headers.CacheControl = "no-store";
        if (fileName is not null)
        {
            httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        }

        await httpContext.Response.Body.WriteAsync(result.Value, httpContext.RequestAborted);
    }
}
