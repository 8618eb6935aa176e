using Holdfast.Modules.Access.Policies;

namespace Holdfast.Modules.Access.Features;

/// <summary>What a statement of a policy does.</summary>
internal enum PolicyDoes
{
    /// <summary>It gives, beside roles.</summary>
    Permit,

    /// <summary>It takes away, whatever gives.</summary>
    Forbid,
}

/// <summary>The engine's word on the wire.</summary>
internal static class PolicyEffects
{
    public static PolicyDoes Of(PolicyEffect effect) => effect == PolicyEffect.Permit ? PolicyDoes.Permit : PolicyDoes.Forbid;
}
