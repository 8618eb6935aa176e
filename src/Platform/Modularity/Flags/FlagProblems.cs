using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Flags;

/// <summary>What a plan can stand in the way of.</summary>
public static class FlagProblems
{
    /// <summary>The tenant's plan has no such part of the product.</summary>
    /// <param name="flag">Which part.</param>
    /// <param name="plan">The plan's name for people.</param>
    public static Problem PlanLacks(Flag flag, string plan)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return new(ProblemKind.Forbidden, "tenancy.plan_lacks", $"The tenant's plan, {plan}, lacks '{flag.Name}'. What there is of it already stays; whoever runs the tenant can give it another plan.");
    }
}
