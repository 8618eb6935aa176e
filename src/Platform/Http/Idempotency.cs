using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Http;

/// <summary>
/// POST requests with an Idempotency-Key: the first runs, its answer is kept (sealed, because it may hold a secret that is shown once) and
/// given to every replay. Replays that arrive meanwhile wait for it. A request whose end is not known is never run again within the window.
/// Answers to nobody in particular, and those of endpoints that deal in credentials, are kept for nobody: whoever had the key would have them.
/// </summary>
public sealed class Idempotency(ISealer sealer, KeptAnswers kept, TimeProvider time, IOptions<HttpOptions> options)
{
    private const string Header = "Idempotency-Key";
    private static readonly string[] KeptHeaders = ["Location", "ETag"];

    internal async Task Run(HttpContext http, OpContext op, RequestDelegate next)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0 || !HttpMethods.IsPost(http.Request.Method))
        {
            await next(http);
            return;
        }

        if (key.Length > 128 || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            await ProblemWriter.Write(http, RequestProblems.BadIdempotencyKey);
            return;
        }

        if (op.Tenant == default || (http.GetEndpoint() is { } endpoint && EndpointRules.Of(endpoint).TakesCredentials))
        {
            await ProblemWriter.Write(http, RequestProblems.IdempotencyNotHere);
            return;
        }

        var ct = http.RequestAborted;
        var principal = $"{op.Principal.Kind}:{op.Principal.Id}";
        var hash = await Fingerprint(http, ct);
        var control = http.RequestServices.GetRequiredService<ControlSession>();
        var room = await kept.TakeRoom(control, ct);
        if (!room || !await Claim(control, op, principal, key, hash, ct))
        {
            // A replay needs no room: it is answered also when there is none for another key.
            kept.GiveBack(op.Tenant);
            await Replay(http, control, op, principal, key, hash, room ? RequestProblems.IdempotencyUnfinished : RequestProblems.IdempotencyFull, ct);
            return;
        }

        await RunFirst(http, control, op, principal, key, next);
    }

    private static async Task<byte[]> Fingerprint(HttpContext http, CancellationToken ct)
    {
        http.Request.EnableBuffering();
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Path}{http.Request.QueryString}\n"));
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, ct)) > 0)
            {
                sha.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        http.Request.Body.Position = 0;
        return sha.GetHashAndReset();
    }

    private async Task<bool> Claim(ControlSession control, OpContext op, string principal, string key, byte[] hash, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        var now = time.GetUtcNow();
        var claimed = await change.Query(
            $"""
            insert into idempotency (tenant_id, principal, key, request_hash, started_at)
            values ({op.Tenant}, {principal}, {key}, {hash}, {now})
            on conflict (tenant_id, principal, key) do update
               set request_hash = excluded.request_hash, started_at = excluded.started_at, finished_at = null, status = null, body = null
             where idempotency.started_at < {now - options.Value.IdempotencyWindow}
            returning tenant_id
            """,
            row => row.Uuid(),
            ct);
        await change.Commit(ct);
        return claimed.Count > 0;
    }

    private async Task RunFirst(HttpContext http, ControlSession control, OpContext op, string principal, string key, RequestDelegate next)
    {
        var wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        var completed = false;
        try
        {
            await next(http);
            // What was written through the pipe lies there until somebody flushes it; the server flushes its own body only.
            await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
            completed = true;
        }
        finally
        {
            http.Response.Body = wire;
            await Finish(http, control, op, principal, key, answer, completed);
        }

        answer.Position = 0;
        await answer.CopyToAsync(wire, http.RequestAborted);
    }

    private async Task Finish(HttpContext http, ControlSession control, OpContext op, string principal, string key, MemoryStream answer, bool completed)
    {
        var unsure = !completed || http.Response.StatusCode >= 500;
        if (unsure && op.Trail.Written > 0)
        {
            // A commit was tried and its end is not known, or something has left the platform: the key stays taken, so nothing is done twice.
            return;
        }

        await using var change = control.Bookkeeping();
        if (unsure || http.Response.StatusCode is 429 or 413)
        {
            // Nothing was done: the key is free again.
            change.Add($"delete from idempotency where tenant_id = {op.Tenant} and principal = {principal} and key = {key}");
        }
        else
        {
            var headers = KeptHeaders.Where(h => http.Response.Headers.ContainsKey(h)).ToDictionary(h => h, h => http.Response.Headers[h].ToString());
            change.Add($"""
                update idempotency
                   set finished_at = {time.GetUtcNow()}, status = {http.Response.StatusCode}, content_type = {http.Response.ContentType},
                       headers = {Json.Of(headers)}, body = {sealer.Seal(answer.ToArray(), "idempotency")}
                 where tenant_id = {op.Tenant} and principal = {principal} and key = {key}
                """);
        }

        await change.Commit(CancellationToken.None);
    }

    private async Task Replay(HttpContext http, ControlSession control, OpContext op, string principal, string key, byte[] hash, Problem unknown, CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + TimeSpan.FromSeconds(10);
        for (var pause = 20; ; pause = Math.Min(500, pause * 2))
        {
            var row = await control.First(
                $"select request_hash, finished_at, status, content_type, headers, body from idempotency where tenant_id = {op.Tenant} and principal = {principal} and key = {key}",
                r => new
                {
                    Hash = r.Bytes(),
                    Finished = r.TimeOrNull() is not null,
                    Status = r.OrNull<int>(),
                    ContentType = r.TextOrNull(),
                    Headers = r.JsonOrNull(),
                    Body = r.BytesOrNull(),
                },
                ct);
            if (row is not null && !row.Hash.AsSpan().SequenceEqual(hash))
            {
                await ProblemWriter.Write(http, RequestProblems.IdempotencyMismatch);
                return;
            }

            if (row is { Finished: true })
            {
                http.Response.StatusCode = row.Status!.Value;
                http.Response.ContentType = row.ContentType;
                foreach (var header in row.Headers!.Value.EnumerateObject())
                {
                    http.Response.Headers[header.Name] = header.Value.GetString();
                }

                http.Response.Headers["Idempotency-Replayed"] = "true";
                await http.Response.Body.WriteAsync(sealer.Open(row.Body!, "idempotency"), ct);
                return;
            }

            if (row is null)
            {
                await ProblemWriter.Write(http, unknown);
                return;
            }

            if (time.GetUtcNow() > deadline)
            {
                await ProblemWriter.Write(http, RequestProblems.IdempotencyUnfinished);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, ct);
        }
    }
}
