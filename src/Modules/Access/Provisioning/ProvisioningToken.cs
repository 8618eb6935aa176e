using System.Net;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>With what a tenant's identity provider comes in. Its text is not here: only its hash is kept, in the row.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text.</param>
/// <param name="ExpiresAt">It is worth nothing from then on; null when it does not end by itself.</param>
/// <param name="RatePerMinute">How many requests a minute; null when only the tenant's rate holds.</param>
/// <param name="CreatedBy">The person who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ProvisioningToken(
    ProvisioningTokenId Id, TenantId Tenant, string Name, string Prefix, DateTimeOffset? ExpiresAt, int? RatePerMinute, Guid? CreatedBy, DateTimeOffset CreatedAt) : IVersioned
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxName = 100;

    /// <summary>How many a tenant may have that are not revoked.</summary>
    public const int MaxPerTenant = 20;

    /// <summary>The latest end, in days from now.</summary>
    public const int MaxDays = 366;

    /// <summary>The highest rate of its own.</summary>
    public const int MaxRatePerMinute = 1_000_000;

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public IPAddress? LastUsedFrom { get; init; }

    public long Version { get; init; } = 1;

    public static Problem? CheckName(string name) => name.Trim() is { Length: >= 1 and <= MaxName } trimmed && !trimmed.Any(char.IsControl) ? null : ProvisioningProblems.BadTokenName;

    public static Problem? CheckRate(int? perMinute) => perMinute is null or (>= 1 and <= MaxRatePerMinute) ? null : ProvisioningProblems.BadTokenRate;

    /// <summary>Who comes with it: it has no rights but to keep people and groups, which is no permission that anybody else can have.</summary>
    public Principal AsPrincipal() => new(PrincipalKind.Provisioner, Id.Value, Name) { Home = Tenant, CredentialId = Id.Value, RatePerMinute = RatePerMinute };

    /// <summary>The token, good for nothing any more.</summary>
    public Result<ProvisioningToken> Revoke(DateTimeOffset now) =>
        RevokedAt is not null ? ProvisioningProblems.TokenEnded : this with { RevokedAt = now, Version = Version + 1 };
}
