using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A passkey.</summary>
internal readonly partial record struct PasskeyId(Guid Value) : IId<PasskeyId>;

/// <summary>The public half of what a person's authenticator signs with.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="User">Whose.</param>
/// <param name="Name">By which its person tells it from others.</param>
/// <param name="CredentialId">The authenticator's name for it.</param>
/// <param name="PublicKey">In COSE (RFC 9052).</param>
/// <param name="SignCount">How often it had signed when it was last used; 0 for authenticators that do not count.</param>
/// <param name="Transports">By which ways the authenticator can be reached, as it said.</param>
/// <param name="IsUserVerified">Whether the authenticator made sure who used it when it was added.</param>
/// <param name="IsBackupEligible">Whether it may be kept in several devices.</param>
/// <param name="IsBackedUp">Whether it is.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">When it was last used; null when never.</param>
internal sealed record Passkey(
    PasskeyId Id,
    UserId User,
    string Name,
    byte[] CredentialId,
    byte[] PublicKey,
    long SignCount,
    IReadOnlyList<string> Transports,
    bool IsUserVerified,
    bool IsBackupEligible,
    bool IsBackedUp,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt)
{
    public const int MaxPerPerson = 20;
    public const int MaxName = 60;

    public static Problem? CheckName(string name) => name.Trim() is { Length: >= 1 and <= MaxName } && !name.Any(char.IsControl) ? null : AccessProblems.BadPasskeyName;
}
