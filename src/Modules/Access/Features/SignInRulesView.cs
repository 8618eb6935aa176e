using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>Whether people sign in by the tenant's identity providers alone.</summary>
/// <param name="Required">Whether all of its people do; domains can ask for it beside that.</param>
/// <param name="ExceptFor">The ids of at most 20 people who need not, wherever it is asked for: who lets the others in when a provider is away.</param>
internal sealed record SingleSignOnRule(bool Required, IReadOnlyList<Guid> ExceptFor);

/// <summary>What a tenant asks of whoever acts in it.</summary>
/// <param name="RequireSecondFactor">Whether a password alone is not enough.</param>
/// <param name="SingleSignOn">Whether its people sign in by its identity providers alone.</param>
/// <param name="ChangedAt">Since when; null when nothing was ever said.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record SignInRulesView(bool RequireSecondFactor, SingleSignOnRule SingleSignOn, DateTimeOffset? ChangedAt, long Version) : IVersioned
{
    public static SignInRulesView From(SignInRule rule) => new(rule.RequireSecondFactor, new SingleSignOnRule(rule.RequireSingleSignOn, [.. rule.ExceptFor.Select(u => u.Value)]), rule.ChangedAt, rule.Version);
}
