using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>What a tenant asks of whoever acts in it.</summary>
/// <param name="RequireSecondFactor">Whether a password alone is not enough.</param>
/// <param name="ChangedAt">Since when; null when nothing was ever said.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record SignInRulesView(bool RequireSecondFactor, DateTimeOffset? ChangedAt, long Version) : IVersioned
{
    public static SignInRulesView From(SignInRule rule) => new(rule.RequireSecondFactor, rule.ChangedAt, rule.Version);
}
