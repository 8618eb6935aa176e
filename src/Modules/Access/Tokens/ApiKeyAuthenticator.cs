using System.Net;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>Reads the keys of tenants' programs: <c>Authorization: Bearer sk_live_…</c>. Every request with a good one is counted when it has been answered.</summary>
internal sealed class ApiKeyAuthenticator(ApiKeys keys, KeyUses uses, RefusalLog refusals, TimeProvider time) : IAuthenticator
{
    private const string Scheme = "Bearer ";

    public async ValueTask<Result<Principal>?> Authenticate(HttpContext http, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !header.AsSpan(Scheme.Length).StartsWith(ApiKeyText.Mark))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var address = http.Connection.RemoteIpAddress;
        if (await keys.Find(header.AsSpan(Scheme.Length), now, ct) is not { } key)
        {
            refusals.Note(AccessProblems.InvalidKey, address);
            return AccessProblems.InvalidKey;
        }

        if (!key.IsGood(now))
        {
            await Tell(http, key.Principal, AccessProblems.InvalidKey);
            return AccessProblems.InvalidKey;
        }

        Count(http, key.Principal, now, address);
        if (!key.MayComeFrom(address))
        {
            await Tell(http, key.Principal, AccessProblems.KeyAddress);
            return AccessProblems.KeyAddress;
        }

        return key.Principal;
    }

    private void Count(HttpContext http, Principal key, DateTimeOffset now, IPAddress? address)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { } operation)
        {
            http.Response.OnCompleted(() =>
            {
                uses.Count(key, operation.Name, http.Response.StatusCode is 403 or 429, now, address);
                return Task.CompletedTask;
            });
        }
    }

    private async Task Tell(HttpContext http, Principal key, Problem refused)
    {
        var op = new OpContext(key.Home, Principal.Anonymous, new Origin(http.Connection.RemoteIpAddress, null, null, http.TraceIdentifier), "access.authenticate");
        await refusals.NoteOf(op, refused, key.Id!.Value, new AuditFact("api_key", key.Id, key.Name) { Category = AuditCategory.ApiAccess });
    }
}
