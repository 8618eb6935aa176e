using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What a tenant asks of whoever acts in it.</summary>
/// <param name="RequireSecondFactor">Whether a password alone is not enough.</param>
/// <param name="RequireSingleSignOn">Whether its people sign in by its identity providers alone.</param>
/// <param name="ExceptFor">Who of them need not, even where it is a domain that asks for it.</param>
/// <param name="ChangedAt">Since when; null when nothing was ever said.</param>
/// <param name="Version">Grows with every change.</param>
internal sealed record SignInRule(bool RequireSecondFactor, bool RequireSingleSignOn, IReadOnlyList<UserId> ExceptFor, DateTimeOffset? ChangedAt, long Version) : IVersioned
{
    /// <summary>How many may be excepted.</summary>
    public const int MaxExceptions = 20;

    public static SignInRule None { get; } = new(false, false, [], null, 0);
}
