using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>Lets a number of machines enrol into one group until a time. Only its hash is kept.</summary>
internal sealed class EnrollmentToken(
    EnrollmentTokenId id, byte[] hash, GroupId group, OrganizationId? organization, DateTimeOffset expiresAt, int maxUses, int uses, DateTimeOffset createdAt, DateTimeOffset? revokedAt)
{
    public const int MaxUsesLimit = 1000;
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(43_200);

    private const string Prefix = "hfe_";
    private const int RandomCharacters = 32;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Base62);

    public EnrollmentTokenId Id { get; } = id;

    public byte[] Hash { get; } = hash;

    public GroupId Group { get; } = group;

    /// <summary>The group's organization; null for tokens from before it was kept.</summary>
    public OrganizationId? Organization { get; } = organization;

    /// <summary>The place in the tenant's tree of what enrols with it.</summary>
    public ScopePath Place => new(Organization?.Value, Group.Value, null);

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public int MaxUses { get; } = maxUses;

    public int Uses { get; private set; } = uses;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset? RevokedAt { get; private set; } = revokedAt;

    /// <summary>A new token and its secret, which is not kept.</summary>
    public static (EnrollmentToken Token, string Secret) Issue(GroupSummary group, TimeSpan lifetime, int maxUses, TimeProvider time)
    {
        var secret = Prefix + RandomNumberGenerator.GetString(Base62, RandomCharacters);
        var now = time.GetUtcNow();
        return (new(Platform.Kernel.Id.New<EnrollmentTokenId>(time), HashOf(secret), group.Id, group.Organization, now + lifetime, maxUses, 0, now, null), secret);
    }

    /// <summary>Whether a text can be a token at all, so that nothing else costs a look-up.</summary>
    public static bool HasShape(string? text) =>
        text is { Length: 36 } && text.StartsWith(Prefix, StringComparison.Ordinal) && !text.AsSpan(Prefix.Length).ContainsAnyExcept(Allowed);

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    /// <summary>Takes one use. A machine that enrolled with this token already, and did not hear the answer, needs none.</summary>
    public Problem? Use(bool again, DateTimeOffset now)
    {
        if (RevokedAt is not null || now >= ExpiresAt || (!again && Uses >= MaxUses))
        {
            return FleetProblems.TokenRefused;
        }

        Uses += again ? 0 : 1;
        return null;
    }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
