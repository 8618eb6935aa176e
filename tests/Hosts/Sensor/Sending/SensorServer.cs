using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Hosts.Sensor.Sending;

/// <summary>The contract's server side at its smallest: proves keys and assertions, stores each id once, moves its mark only over an unbroken chain.</summary>
internal sealed class SensorServer : IAsyncDisposable
{
    public const string Token = "enrol-me";

    private readonly WebApplication app;
    private readonly Lock gate = new();
    private ECDsa? key;

    private SensorServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    public Guid Tenant { get; } = Guid.CreateVersion7();

    public Guid Device { get; } = Guid.CreateVersion7();

    public MessagingAccess? Messaging { get; set; }

    /// <summary>Answered instead of anything else while set: status and code.</summary>
    public (int Status, string Code)? Failure { get; set; }

    /// <summary>Ids to refuse for good, by sequence number.</summary>
    public HashSet<long> Refused { get; } = [];

    /// <summary>Swallows this many documents: taken, and lost before the commit.</summary>
    public int Swallow { get; set; }

    public long CommittedSeq { get; private set; }

    public int Posts { get; private set; }

    public int Refreshes { get; private set; }

    public int Resent { get; private set; }

    public ConcurrentDictionary<Guid, SensorDocument> Stored { get; } = new();

    public static async Task<SensorServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new SensorServer(app);
        app.MapPost(SensorRoutes.Enroll, server.EnrollAsync);
        app.MapPost(SensorRoutes.Credentials, server.CredentialsAsync);
        app.MapPost(SensorRoutes.Ingest, server.IngestAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>What ingest does with one document, from either way.</summary>
    public DocumentFault? Take(ReadOnlySpan<byte> json)
    {
        lock (gate)
        {
            if (Swallow > 0)
            {
                Swallow--;
                return null;
            }

            if (!DocumentReader.TryRead(json, TimeProvider.System.GetUtcNow(), out var document, out var fault))
            {
                return fault;
            }

            if (Refused.Contains(document.Seq))
            {
                return new(document.Id, document.Seq, document.Prev, SensorProblemCodes.DocumentInvalid, "refused by the test");
            }

            Resent += Stored.TryAdd(document.Id, document) ? 0 : 1;
            if (document.Prev <= CommittedSeq)
            {
                CommittedSeq = Math.Max(CommittedSeq, document.Seq);
            }

            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key?.Dispose();
    }

    private async Task EnrollAsync(HttpContext http)
    {
        var request = await http.Request.ReadFromJsonAsync(SensorJson.Default.EnrollRequest);
        if (request!.Token != Token || !SensorPublicKey.TryRead(request.PublicKey, out var candidate) || !EnrollmentProof.Verify(candidate, Token, request.Proof))
        {
            await ProblemAsync(http, 401, "sensor.token_invalid");
            return;
        }

        key = candidate;
        http.Response.StatusCode = 201;
        await http.Response.WriteAsJsonAsync(new EnrollResponse(Tenant, Device, Guid.CreateVersion7(), Messaging, TimeProvider.System.GetUtcNow()), SensorJson.Default.EnrollResponse);
    }

    private async Task CredentialsAsync(HttpContext http)
    {
        if (await IsLetInAsync(http))
        {
            Refreshes++;
            await http.Response.WriteAsJsonAsync(new CredentialsResponse(Messaging), SensorJson.Default.CredentialsResponse);
        }
    }

    private async Task IngestAsync(HttpContext http)
    {
        if (!await IsLetInAsync(http))
        {
            return;
        }

        http.Request.ContentType.ShouldBe("application/x-ndjson");
        http.Request.Headers.ContentEncoding.ToString().ShouldBe("gzip");
        using var body = new StreamReader(new GZipStream(http.Request.Body, CompressionMode.Decompress));
        var rejected = new List<RejectedDocument>();
        var lines = (await body.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            if (Take(Encoding.UTF8.GetBytes(lines[i])) is { } fault)
            {
                rejected.Add(new(fault.Id, i + 1, fault.Code, fault.Detail));
            }
        }

        Posts++;
        await http.Response.WriteAsJsonAsync(new IngestResponse(CommittedSeq, lines.Length - rejected.Count, 0, rejected), SensorJson.Default.IngestResponse);
    }

    private async Task<bool> IsLetInAsync(HttpContext http)
    {
        if (Failure is { } failure)
        {
            await ProblemAsync(http, failure.Status, failure.Code);
            return false;
        }

        var token = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (key is not null && SensorAssertion.TryVerify(key, token, TimeProvider.System.GetUtcNow(), out var claims) && claims.DeviceId == Device && claims.TenantId == Tenant)
        {
            return true;
        }

        await ProblemAsync(http, 401, "sensor.unauthenticated");
        return false;
    }

    private static async Task ProblemAsync(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new SensorProblem(code, "no", "the test says no"), SensorJson.Default.SensorProblem));
    }
}
