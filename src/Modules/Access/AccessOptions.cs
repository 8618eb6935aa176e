using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Access;

/// <summary>Sign-in and tokens.</summary>
internal sealed class AccessOptions : IValidatableObject
{
    /// <summary>Whether anybody may register a company (--open-registration); otherwise it takes an invitation by the operator. Where it is not set, it is so on a loopback address without proxies in front.</summary>
    public bool OpenRegistration { get; init; }

    /// <summary>The issuer and audience of access tokens: this installation's name.</summary>
    [Required]
    public string Issuer { get; init; } = "holdfast";

    /// <summary>How long an access token holds.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:15:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a log-in session lasts at most.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "90.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long a session lasts without use: until its tokens must be renewed. Longer than an access token holds.</summary>
    [Range(typeof(TimeSpan), "00:16:00", "90.00:00:00")]
    public TimeSpan SessionIdleTime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long after the password was given much may be done with a session; then it has to be given again.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan FreshSignIn { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a token is good with which somebody who has lost their password chooses another.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan PasswordResetLifetime { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How many invitations of a tenant may stand open at a time.</summary>
    [Range(1, 100_000)]
    public int InvitationsPerTenant { get; init; } = 500;

    /// <summary>PBKDF2-HMAC-SHA512 iterations of password hashes.</summary>
    [Range(210_000, 10_000_000)]
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>How many passwords are hashed or compared at once; 0: half as many as there are processors, and two at least.</summary>
    [Range(0, 1024)]
    public int PasswordsAtOnce { get; init; }

    /// <summary>How long a request waits for its turn at that before it is told to come back.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan PasswordWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The failed guess at one account's password from one network after which that network has to wait.</summary>
    [Range(1, 100)]
    public int FreeGuesses { get; init; } = 5;

    /// <summary>The failed guess at one account's password, from all networks together that it has never signed in from, after which all of those have to wait.</summary>
    [Range(1, 10_000)]
    public int FreeGuessesOfAccount { get; init; } = 50;

    /// <summary>The domain that passkeys are made for: the name by which people reach the console, or one above it. Passkeys of another one are worth nothing here. An address is no domain.</summary>
    [Required]
    public string PasskeyDomain { get; init; } = "localhost";

    /// <summary>Pages from which passkeys are taken, such as <c>https://holdfast.example</c>, separated by commas; empty: the domain's own by https, and any port of <c>localhost</c>.</summary>
    public string PasskeyOrigins { get; init; } = "";

    /// <summary>How often a process reads which tenants ask for a second factor.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:01")]
    public TimeSpan SignInRulePoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How old an identity provider's keys are at least before they are read anew because a token names another one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan ProviderKeysAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The failed sign-in from one network, over all accounts, after which nobody may try a password from there for a time.</summary>
    [Range(5, 1_000_000_000)]
    public int FreeGuessesOfAddress { get; init; } = 40;

    /// <summary>How long that is at first; twice as long with every failure after it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AddressBlock { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it is at most.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LongestAddressBlock { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many people a tenant may have, where its plan says nothing.</summary>
    [Range(1, 10_000_000)]
    public int SeatsPerTenant { get; init; } = 10_000;

    /// <summary>How many API keys a tenant may have that are not revoked, where its plan says nothing.</summary>
    [Range(1, 1_000_000)]
    public int KeysPerTenant { get; init; } = 100;

    /// <summary>How many roles of its own a tenant may have, where its plan says nothing.</summary>
    [Range(1, 1_000)]
    public int RolesPerTenant { get; init; } = 200;

    /// <summary>How many user groups a tenant may have, where its plan says nothing.</summary>
    [Range(1, 100_000)]
    public int UserGroupsPerTenant { get; init; } = 500;

    /// <summary>How many policies of its own a tenant may have, where its plan says nothing.</summary>
    [Range(1, 10_000)]
    public int PoliciesPerTenant { get; init; } = 200;

    /// <summary>How many characters the text of one policy may have.</summary>
    [Range(1_000, 1_000_000)]
    public int PolicyLength { get; init; } = 16_384;

    /// <summary>How many steps a tenant's policies may take to decide about one permission; beyond them it is denied.</summary>
    [Range(1_000, 10_000_000)]
    public int PolicySteps { get; init; } = 100_000;

    /// <summary>How often a process looks whether tenants' policies have changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:01")]
    public TimeSpan PolicyPoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How old what policies know of devices may be.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DevicePostureAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many devices a tenant may have whose policies ask how devices stand; with more, what they speak of is denied.</summary>
    [Range(1, 200_000)]
    public int MaxDevicesInPolicies { get; init; } = 20_000;

    /// <summary>How many days the counts of what was asked with API keys are kept.</summary>
    [Range(1, 400)]
    public int KeyUseDays { get; init; } = 90;

    /// <summary>How often what was asked with API keys is written down.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan KeyUseInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many counts (of a key, an operation and a day) a process keeps while they cannot be written down; further ones are not counted then.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxKeyUsesWaiting { get; init; } = 100_000;

    /// <summary>How long one acts in a tenant below the own one after switching to it.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan VisitLength { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long it can be seen who acted in a tenant from above; the audit log has it for good.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan VisitAge { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a signing key is used before a new one takes over; the old one stays valid for an hour more.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Factors.PasskeyOrigins.Fit(this))
        {
            yield return new ValidationResult("PasskeyDomain is a domain name such as holdfast.example, and PasskeyOrigins are pages of it or of names below it, such as https://holdfast.example.");
        }
    }
}
