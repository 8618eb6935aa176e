using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>How an action ended.</summary>
public abstract record ActionOutcome
{
    private ActionOutcome()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Result">What the product said of it: a small JSON object without secrets.</param>
    /// <param name="Undo">The parameters with which the action's inverse undoes it; null when nothing can.</param>
    public sealed record Succeeded(JsonElement Result, JsonElement? Undo = null) : ActionOutcome;

    /// <summary>It was not tried: the action, its parameters or the settings do not allow it.</summary>
    /// <param name="Code">Stable: <c>area.reason</c>.</param>
    /// <param name="Detail">One sentence for a person.</param>
    public sealed record Refused(string Code, string Detail) : ActionOutcome;

    /// <summary>It was tried, and did not work or is not known to have worked.</summary>
    /// <param name="Code">Stable: <c>area.reason</c>.</param>
    /// <param name="Detail">One sentence for a person; says so when it may have happened all the same.</param>
    /// <param name="Retryable">Whether trying again can help and does no harm.</param>
    /// <param name="RetryAfter">When, if the product says.</param>
    public sealed record Failed(string Code, string Detail, bool Retryable, TimeSpan? RetryAfter = null) : ActionOutcome
    {
        /// <summary>Whether it may have happened all the same: the answer was lost or is none.</summary>
        public bool MayHaveHappened { get; init; }

        /// <summary>The same of a call that changes nothing, where that answers with a result.</summary>
        public Problem AsProblem() => new(Retryable ? ProblemKind.Unavailable : ProblemKind.Conflict, Code, Detail, RetryAfter: RetryAfter);
    }
}

/// <summary>What an action would do.</summary>
/// <param name="Summary">One sentence for the person who decides.</param>
/// <param name="Difference">What is there now and what would be: a small JSON object without secrets.</param>
public sealed record ActionPlan(string Summary, JsonElement Difference);

/// <summary>Whether what an action was to do is so.</summary>
public abstract record PostCheck
{
    private PostCheck()
    {
    }

    /// <summary>It is so.</summary>
    /// <param name="Result">As the action would have answered.</param>
    /// <param name="Undo">As the action would have answered.</param>
    public sealed record Confirmed(JsonElement Result, JsonElement? Undo = null) : PostCheck;

    /// <summary>It is not so.</summary>
    /// <param name="Detail">One sentence for a person.</param>
    public sealed record NotThere(string Detail) : PostCheck;

    /// <summary>The product cannot tell, or not now.</summary>
    /// <param name="Detail">One sentence for a person.</param>
    public sealed record NotKnown(string Detail) : PostCheck;
}
