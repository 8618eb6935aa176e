using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What a tenant asks of whoever acts in it.</summary>
/// <param name="RequireSecondFactor">Whether a password alone is not enough.</param>
/// <param name="ChangedAt">Since when; null when nothing was ever said.</param>
/// <param name="Version">Grows with every change.</param>
internal sealed record SignInRule(bool RequireSecondFactor, DateTimeOffset? ChangedAt, long Version) : IVersioned
{
    public static SignInRule None { get; } = new(false, null, 0);
}
