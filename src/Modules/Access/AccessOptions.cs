using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Access;

/// <summary>Sign-in and tokens.</summary>
internal sealed class AccessOptions
{
    /// <summary>Whether anybody may register a company.</summary>
    public bool OpenRegistration { get; init; } = true;

    /// <summary>The issuer and audience of access tokens: this installation's name.</summary>
    [Required]
    public string Issuer { get; init; } = "holdfast";

    /// <summary>How long an access token holds.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:15:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a log-in session lasts at most.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "90.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>PBKDF2-HMAC-SHA512 iterations of password hashes.</summary>
    [Range(210_000, 10_000_000)]
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>How long a signing key is used before a new one takes over; the old one stays valid for an hour more.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; init; } = TimeSpan.FromDays(30);
}
