using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Holdfast.Platform.Http;

/// <summary>
/// The one way in over HTTP. In this order: limits by address, authentication, the tenant to act in, admission by the operation runner, the feature; then
/// whatever went wrong becomes a problem. Nothing behind it runs for a caller who may not.
/// </summary>
public sealed partial class Door(
    RequestDelegate next,
    IEnumerable<IAuthenticator> authenticators,
    RateLimits limits,
    ActingTenant acting,
    OperationRunner runner,
    Idempotency idempotency,
    RefusalLog refusals,
    IOptions<HttpOptions> options,
    ILogger<Door> logger)
{
    private readonly IAuthenticator[] authenticators = [.. authenticators];
    private readonly HttpOptions options = options.Value;

    /// <summary>Treats one request.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "This is the runner of requests: every error ends here.")]
    public async Task InvokeAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var made = http.TraceIdentifier;
        var requestId = RequestId(http);
        http.Response.Headers["X-Request-Id"] = requestId;
        // The framework's scope was opened with its own id: one of the caller's needs another.
        using var named = ReferenceEquals(requestId, made) ? null : DoorLog.Request(logger, requestId);
        try
        {
            if (await Enter(http, requestId) is { } problem)
            {
                await ProblemWriter.Write(http, problem);
            }
            else if (http.Response is { HasStarted: false, ContentType: null } && OfFramework(http) is { } said)
            {
                await ProblemWriter.Write(http, said);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            await Explain(http, e);
        }
    }

    private async Task<Problem?> Enter(HttpContext http, string requestId)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (http.GetEndpoint() is not { } endpoint)
        {
            return limits.Take(http, address, null) ?? RequestProblems.NotFound;
        }

        var rules = EndpointRules.Of(endpoint);
        if (limits.Take(http, address, rules) is { } tooMany)
        {
            return tooMany;
        }

        if (rules.Operation is not { } operation)
        {
            // The framework's own answer for a known address with another method, or another media type; everything that we map has an operation.
            return endpoint.DisplayName?.StartsWith("415", StringComparison.Ordinal) == true ? RequestProblems.UnsupportedMedia : RequestProblems.MethodNotAllowed;
        }

        if (operation.Feature is null)
        {
            // Health, metrics, documents, the console's files: no operation of a module.
            await next(http);
            return null;
        }

        SetBodyLimit(http, rules);
        var scope = http.RequestServices.GetRequiredService<OpScope>();
        var origin = new Origin(address, Cut(http.Request.Headers.UserAgent.ToString()), null, requestId);
        if (operation.Admission.Entry == Entry.Anonymous)
        {
            var anonymous = new OpContext(default, Principal.Anonymous, origin, operation.Name);
            scope.Enter(anonymous);
            await idempotency.Run(http, anonymous, next);
            return null;
        }

        if (await Authenticate(http) is not { } outcome)
        {
            if (http.Request.Headers.Authorization.Count > 0)
            {
                refusals.Note(RequestProblems.Unauthenticated, address);
            }

            return RequestProblems.Unauthenticated;
        }

        if (!outcome.Succeeded)
        {
            return outcome.Problem;
        }

        var principal = outcome.Value;
        if (await acting.Tenant(http, principal) is not { } tenant)
        {
            return RequestProblems.NotFound;
        }

        var session = principal.Kind == PrincipalKind.User ? principal.CredentialId : null;
        var admitted = await runner.Admit(new OpContext(tenant, principal, origin with { SessionId = session }, operation.Name), operation, http.RequestAborted);
        RateLimits.Show(http, admitted.Rate);
        if (admitted.Problem is { } refused)
        {
            return refused;
        }

        scope.Enter(admitted.Op);
        if (Activity.Current is { Recorded: true } span)
        {
            span.SetTag("holdfast.tenant", tenant.ToString());
        }

        await idempotency.Run(http, admitted.Op, next);
        return null;
    }

    private async ValueTask<Result<Principal>?> Authenticate(HttpContext http)
    {
        foreach (var authenticator in authenticators)
        {
            if (await authenticator.Authenticate(http, http.RequestAborted) is { } outcome)
            {
                return outcome;
            }
        }

        return null;
    }

    private void SetBodyLimit(HttpContext http, EndpointRules rules)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = rules.MaxBodyBytes ?? options.MaxBodyBytes;
        }
    }

    private async Task Explain(HttpContext http, Exception error)
    {
        switch (error)
        {
            case ProblemException problem:
                await ProblemWriter.Write(http, problem.Problem);
                break;
            case BadHttpRequestException { StatusCode: 413 }:
                await ProblemWriter.Write(http, TooLarge(http));
                break;
            case BadHttpRequestException { StatusCode: 415 }:
                await ProblemWriter.Write(http, RequestProblems.UnsupportedMedia);
                break;
            case BadHttpRequestException { InnerException: JsonException json }:
                await ProblemWriter.Write(http, OfJson(json));
                break;
            case BadHttpRequestException bad when BadRouteValue().IsMatch(bad.Message) && !bad.Message.Contains("query", StringComparison.Ordinal):
                // An id that is no id names nothing.
                await ProblemWriter.Write(http, OfParameter(http, bad));
                break;
            case BadHttpRequestException:
                await ProblemWriter.Write(http, RequestProblems.Malformed("The request could not be read."));
                break;
            case TenantRelocatingException:
                await ProblemWriter.Write(http, RequestProblems.TenantRelocating);
                break;
            case DatabaseAwayException or NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: System.IO.IOException or System.Net.Sockets.SocketException or TimeoutException }:
                DoorLog.Unavailable(logger, error.GetType().Name, http.TraceIdentifier);
                await ProblemWriter.Write(http, RequestProblems.Unavailable);
                break;
            case PostgresException { SqlState: "22P05" or "22021" }:
                // Text that PostgreSQL cannot store: U+0000.
                await ProblemWriter.Write(http, RequestProblems.Malformed("Text may not contain the character U+0000."));
                break;
            default:
                DoorLog.Failed(logger, error, http.Request.Method, http.GetEndpoint()?.DisplayName, http.TraceIdentifier);
                await ProblemWriter.WriteOpaque(http);
                break;
        }
    }

    // What the framework's binding refuses by a bare status, without an exception.
    private Problem? OfFramework(HttpContext http) => http.Response.StatusCode switch
    {
        400 => RequestProblems.Malformed("The request could not be read."),
        404 => RequestProblems.NotFound,
        413 => TooLarge(http),
        415 => RequestProblems.UnsupportedMedia,
        _ => null,
    };

    private Problem TooLarge(HttpContext http) => RequestProblems.TooLarge((http.GetEndpoint() is { } endpoint ? EndpointRules.Of(endpoint).MaxBodyBytes : null) ?? options.MaxBodyBytes);

    private static Problem OfJson(JsonException json)
    {
        if (UnmappedMember().Match(json.Message) is { Success: true } unmapped)
        {
            return RequestProblems.UnknownMember(unmapped.Groups[1].Success ? unmapped.Groups[1].Value : unmapped.Groups[2].Value);
        }

        var member = json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        if (MissingMembers().Match(json.Message) is { Success: true } missing)
        {
            return RequestProblems.MissingMembers([.. missing.Groups[1].Value.Split(',').Select(n => n.Trim().Trim('\'')).Where(n => n.Length > 0)]);
        }

        return member is null
            ? RequestProblems.Malformed("The body is not the JSON that is described for this request.")
            : RequestProblems.WrongType(member);
    }

    private static Problem OfParameter(HttpContext http, BadHttpRequestException bad)
    {
        var parameter = BadRouteValue().Match(bad.Message).Groups[1].Value;
        return http.Request.RouteValues.ContainsKey(parameter)
            ? RequestProblems.NotFound
            : RequestProblems.BadParameter(parameter, $"The value of '{parameter}' cannot be read.");
    }

    private static string RequestId(HttpContext http)
    {
        var given = http.Request.Headers["X-Request-Id"].ToString();
        if (given.Length is > 0 and <= 64 && SaneId().IsMatch(given))
        {
            http.TraceIdentifier = given;
        }

        return http.TraceIdentifier;
    }

    private static string? Cut(string text) => text.Length == 0 ? null : text.Length <= 256 ? text : text[..256];

    [GeneratedRegex("^[A-Za-z0-9._:-]+$")]
    private static partial Regex SaneId();

    [GeneratedRegex("JSON property '([^']{1,128})' could not be mapped|Duplicate property '([^']{1,128})'")]
    private static partial Regex UnmappedMember();

    [GeneratedRegex("missing required properties including: (.+?)\\.?$")]
    private static partial Regex MissingMembers();

    [GeneratedRegex("Failed to bind parameter \"[^\"]*? (\\w+)\" from")]
    private static partial Regex BadRouteValue();
}
