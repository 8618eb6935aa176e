using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts.Products;

/// <summary>Outcomes of actions that end before anything is changed.</summary>
public static class ProductOutcomes
{
    /// <summary>What stands in an action's way, seen before its effect: asked for wrongly is refused, all else failed and can be tried again if it passes.</summary>
    public static ActionOutcome Of(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Kind == ProblemKind.Invalid ? new ActionOutcome.Refused(problem.Code, problem.Detail) : FailedOf(problem);
    }

    /// <summary>The same where it is a failure, whatever its kind.</summary>
    public static ActionOutcome.Failed FailedOf(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new ActionOutcome.Failed(problem.Code, problem.Detail, problem.Kind == ProblemKind.Unavailable, problem.RetryAfter);
    }
}
