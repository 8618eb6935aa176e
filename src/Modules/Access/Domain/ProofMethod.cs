namespace Holdfast.Modules.Access.Domain;

/// <summary>How a person proved who they are, by the names of RFC 8176.</summary>
internal static class ProofMethod
{
    public const string Password = "pwd";

    /// <summary>A code by time, or a recovery code.</summary>
    public const string Code = "otp";

    /// <summary>A passkey that does not leave its authenticator.</summary>
    public const string HardwareKey = "hwk";

    /// <summary>A passkey that is kept in several devices.</summary>
    public const string SoftwareKey = "swk";

    /// <summary>The word of an identity provider of the person's tenant. (Not of RFC 8176: it has no name for that.)</summary>
    public const string Provider = "sso";

    /// <summary>Two factors of different kinds.</summary>
    public const string SeveralFactors = "mfa";

    public static IReadOnlyList<string> OnlyPassword { get; } = [Password];

    public static bool HasProvider(this IReadOnlyList<string> methods) => methods.Contains(Provider);

    public static bool HasSecondFactor(this IReadOnlyList<string> methods) => methods.Contains(SeveralFactors);
}
