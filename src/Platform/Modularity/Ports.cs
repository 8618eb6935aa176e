using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Modularity;

/// <summary>Who a request's credential proves the caller to be.</summary>
/// <param name="Tenant">The credential's tenant.</param>
/// <param name="Actor">The principal.</param>
/// <param name="SessionId">The login session, where there is one.</param>
public sealed record Principal(TenantId Tenant, Actor Actor, Guid? SessionId);

/// <summary>Reads one kind of credential. Each is asked in turn; the first that recognises the credential decides.</summary>
public interface IAuthenticator
{
    /// <summary>Null: not my kind. A problem: mine, and not valid.</summary>
    ValueTask<Result<Principal>?> Authenticate(HttpContext http, CancellationToken ct);
}

/// <summary>Decides whether a principal may do something at a scope. Default deny.</summary>
public interface IAuthorizer
{
    /// <summary>True when a grant at this scope or above gives the permission.</summary>
    ValueTask<bool> Allows(OpContext op, Permission permission, Scope scope, CancellationToken ct);
}

/// <summary>Finds a tenant by what a header, subdomain or path names it, and all of them.</summary>
public interface ITenantDirectory
{
    /// <summary>The tenant with this id or slug; null when there is none.</summary>
    ValueTask<TenantId?> Find(string idOrSlug, CancellationToken ct);

    /// <summary>Tenants in the order of their ids, for background work that goes through all of them.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">The most that are wanted; fewer are the last ones.</param>
    /// <param name="ct">Stops it.</param>
    Task<IReadOnlyList<TenantId>> List(TenantId? after, int limit, CancellationToken ct);
}

/// <summary>The audit log, as the pipeline sees it. Entries of changes are contributed to their commits.</summary>
public interface IAuditSink
{
    /// <summary>An entry without a change: refused, failed, or an intent before something leaves the platform.</summary>
    Task Record(OpContext op, AuditFact fact, CancellationToken ct);
}

/// <summary>Encrypts what must not stand in rows in the clear, under the platform's key-encryption key.</summary>
public interface ISealer
{
    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="clear">The secret.</param>
    /// <param name="purpose">Bound to the result: opening under another purpose fails.</param>
    byte[] Seal(ReadOnlySpan<byte> clear, string purpose);

    /// <summary>The secret again.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Changed, of another purpose, or of another key.</exception>
    byte[] Open(ReadOnlySpan<byte> sealedBytes, string purpose);
}
