using System.Globalization;
using System.Net;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Domain;

/// <summary>Whether a domain is a tenant's.</summary>
internal enum DomainState
{
    /// <summary>The tenant says so; nothing has shown it yet.</summary>
    Pending,

    /// <summary>The domain says so itself.</summary>
    Verified,

    /// <summary>It did, and has not any more for a week.</summary>
    Lapsed,
}

/// <summary>A domain that a tenant has, or wants to have.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">In ASCII and lower case, without a dot at its end.</param>
/// <param name="Token">What the domain has to say.</param>
/// <param name="State">Whether it is the tenant's.</param>
/// <param name="VerifiedAt">Since when; null when it is not.</param>
/// <param name="CheckedAt">When it was looked for last; null when never.</param>
/// <param name="MissingSince">Since when a verified domain does not say so any more; null when it does.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Version">Grows with every change.</param>
internal sealed record TenantDomain(
    TenantId Tenant, DomainId Id, string Name, string Token, DomainState State, DateTimeOffset? VerifiedAt, DateTimeOffset? CheckedAt, DateTimeOffset? MissingSince, DateTimeOffset CreatedAt,
    long Version = 1) : IVersioned
{
    private const string Label = "_holdfast";
    private const int MaxName = 253 - 10;
    private static readonly TimeSpan Patience = TimeSpan.FromDays(7);
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Where the domain has to say it: a TXT record at this name.</summary>
    public string RecordName => $"{Label}.{Name}";

    /// <summary>What the record has to say.</summary>
    public string RecordText => $"holdfast-domain={Token}";

    /// <summary>A domain's name as it is kept (RFC 5890, in ASCII); null when it is none, or the name of a machine alone.</summary>
    public static string? Normalize(string name)
    {
        try
        {
            var ascii = Idn.GetAscii(name.Trim().TrimEnd('.')).ToLowerInvariant();
            return ascii.Length <= MaxName && ascii.Contains('.', StringComparison.Ordinal) && !IPAddress.TryParse(ascii, out _) && ascii.Split('.')[^1].Any(char.IsAsciiLetter) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The same after the domain was asked.</summary>
    /// <param name="says">Whether it says what it has to.</param>
    /// <param name="now">When.</param>
    public TenantDomain Asked(bool says, DateTimeOffset now) => (State, says) switch
    {
        (_, true) => this with { State = DomainState.Verified, VerifiedAt = State == DomainState.Verified ? VerifiedAt : now, CheckedAt = now, MissingSince = null, Version = Version + 1 },
        (DomainState.Verified, false) when now - (MissingSince ?? now) >= Patience => this with { State = DomainState.Lapsed, VerifiedAt = null, CheckedAt = now, Version = Version + 1 },
        (DomainState.Verified, false) => this with { CheckedAt = now, MissingSince = MissingSince ?? now, Version = Version + 1 },
        _ => this with { CheckedAt = now, Version = Version + 1 },
    };
}
