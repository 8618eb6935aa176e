using System.Net;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What a key's operations may have an effect on.</summary>
internal enum ApiKeyMode
{
    /// <summary>Whatever its permissions say.</summary>
    Live,

    /// <summary>Nothing outside the platform.</summary>
    Test,
}

/// <summary>Why a key was taken away.</summary>
internal enum RevokedReason
{
    /// <summary>Somebody of the tenant did so.</summary>
    ByUser,

    /// <summary>Somebody who should not have had it said that they had.</summary>
    Leaked,
}

/// <summary>A key with which a program of the tenant's own comes in. Its text is not here: only its hash is kept, in the row.</summary>
/// <param name="Id">Its id; the same whatever its text.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text.</param>
/// <param name="Mode">Live, or for tests.</param>
/// <param name="Permissions">What it may do, as <c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
/// <param name="Place">Where, and below.</param>
/// <param name="ExpiresAt">It is worth nothing from then on; null when it does not end by itself.</param>
/// <param name="RatePerMinute">How many operations a minute; null when only the tenant's rate holds.</param>
/// <param name="Networks">From where it may be used; none: from anywhere.</param>
/// <param name="CreatedBy">The person who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ApiKey(
    ApiKeyId Id,
    TenantId Tenant,
    string Name,
    string Prefix,
    ApiKeyMode Mode,
    IReadOnlyList<string> Permissions,
    ScopePath Place,
    DateTimeOffset? ExpiresAt,
    int? RatePerMinute,
    IReadOnlyList<IPNetwork> Networks,
    Guid? CreatedBy,
    DateTimeOffset CreatedAt) : IVersioned
{
    /// <summary>Until when the text before the last rotation is good as well.</summary>
    public DateTimeOffset? ReplacedUntil { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public RevokedReason? RevokedFor { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public IPAddress? LastUsedFrom { get; init; }

    public long Version { get; init; } = 1;

    /// <summary>Its grants hang there.</summary>
    public Scope Scope => Place.Node ?? new Scope(ScopeLevel.Tenant, Tenant.Value);

    /// <summary>Who comes with it.</summary>
    public Principal AsPrincipal(IReadOnlyList<Entitlement> entitlements) => new(PrincipalKind.ApiKey, Id.Value, Name)
    {
        Home = Tenant,
        CredentialId = Id.Value,
        IsTest = Mode == ApiKeyMode.Test,
        RatePerMinute = RatePerMinute,
        Memberships = [new Membership(Tenant, [], Entitlement.RolesIn(Tenant, entitlements))],
        Grants = Entitlement.Grants(entitlements),
    };

    /// <summary>The key with another text; the one before is good for a while more, or not at all.</summary>
    public Result<ApiKey> Rotate(string prefix, TimeSpan grace, DateTimeOffset now) => RevokedAt is not null || ExpiresAt <= now
        ? AccessProblems.KeyEnded
        : this with { Prefix = prefix, ReplacedUntil = grace > TimeSpan.Zero ? now + grace : null, Version = Version + 1 };

    /// <summary>The key, good for nothing any more.</summary>
    public Result<ApiKey> Revoke(RevokedReason reason, DateTimeOffset now) => RevokedAt is not null
        ? AccessProblems.KeyEnded
        : this with { RevokedAt = now, RevokedFor = reason, ReplacedUntil = null, Version = Version + 1 };
}
