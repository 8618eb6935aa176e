using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Modularity;

/// <summary>Reads one kind of credential. Each is asked in turn; the first that recognises the credential decides.</summary>
public interface IAuthenticator
{
    /// <summary>Null: not my kind. A problem: mine, and not valid.</summary>
    ValueTask<Result<Principal>?> Authenticate(HttpContext http, CancellationToken ct);
}

/// <summary>Decides how far a principal's permission reaches. Default deny.</summary>
public interface IAuthorizer
{
    /// <summary>Why the operation's principal may do nothing at all in its tenant, whatever it holds there; null when nothing stands against it. From memory.</summary>
    Problem? Refusal(OpContext op);

    /// <summary>Why somebody who holds the platform's own role may change nothing by it now; null when they may.</summary>
    ValueTask<Problem?> PlatformRefusal(OpContext op, CancellationToken ct);

    /// <summary>The part of the operation's tenant in which its principal has the permission.</summary>
    ValueTask<Reach> Reach(OpContext op, Permission permission, CancellationToken ct);
}

/// <summary>The platform's own log of what people do who hold its role, wherever they do it: not of one tenant, and never removed from.</summary>
public interface IPlatformLog
{
    /// <summary>Writes down that something is begun.</summary>
    /// <param name="op">What, by whom and in which tenant.</param>
    /// <param name="subject">What it is about; null when that is not known yet.</param>
    /// <returns>The entry's id, to end it with.</returns>
    Task<Guid> Begin(OpContext op, Guid? subject);

    /// <summary>Writes down how it ended.</summary>
    /// <param name="op">As it began.</param>
    /// <param name="entry">Which.</param>
    /// <param name="error">The code of the problem that stood in the way; null when it was done.</param>
    Task End(OpContext op, Guid entry, string? error);
}

/// <summary>What a rate says to one operation.</summary>
/// <param name="Taken">Whether it may go on.</param>
/// <param name="Limit">How many may come in a burst.</param>
/// <param name="Left">How many more may come now.</param>
/// <param name="Wait">How long until one more may.</param>
public readonly record struct RateState(bool Taken, long Limit, long Left, TimeSpan Wait);

/// <summary>How many operations a tenant, and a principal that has a rate of its own, may perform in a time.</summary>
public interface IOperationRates
{
    /// <summary>Takes one of the principal's own rate, where it has one, and then one of the tenant's; answers the rate that refused, or the one of which less is left.</summary>
    RateState Take(TenantId tenant, Principal principal);
}

/// <summary>Finds a tenant by what a header, subdomain or path names it.</summary>
public interface ITenantDirectory
{
    /// <summary>The tenant with this id or slug; null when there is none.</summary>
    ValueTask<TenantId?> Find(string idOrSlug, CancellationToken ct);

    /// <summary>The tenant that has a host as a domain of its own, by just this name; null when none has. From memory.</summary>
    TenantId? OfHost(string host);

    /// <summary>Whether a tenant stands below another, at any depth.</summary>
    ValueTask<bool> IsBelow(TenantId tenant, TenantId other, CancellationToken ct);
}

/// <summary>Which tenants are closed for the time being.</summary>
public interface ITenantStates
{
    /// <summary>Why nothing may be done in a tenant, by anybody; null when it is open. From memory, and a second old at most.</summary>
    Problem? Closed(TenantId tenant);

    /// <summary>All that are closed.</summary>
    IReadOnlySet<TenantId> AllClosed { get; }

    /// <summary>Others are closed than before; by the time it is said, memory has it. Heard at once in the process that closed or opened one. Must be quick and must not throw.</summary>
    event Action? Changed;

    /// <summary>Reads them now: what was committed before holds from then on.</summary>
    Task Refresh(CancellationToken ct);
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
