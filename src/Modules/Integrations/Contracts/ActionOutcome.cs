using System.Text.Json;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>How an action ended.</summary>
public abstract record ActionOutcome
{
    private ActionOutcome()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Result">What the product said of it: a small JSON object without secrets.</param>
    public sealed record Succeeded(JsonElement Result) : ActionOutcome;

    /// <summary>It was not tried: the action, its parameters or the settings do not allow it.</summary>
    /// <param name="Code">Stable: <c>area.reason</c>.</param>
    /// <param name="Detail">One sentence for a person.</param>
    public sealed record Refused(string Code, string Detail) : ActionOutcome;

    /// <summary>It was tried, and did not work or is not known to have worked.</summary>
    /// <param name="Code">Stable: <c>area.reason</c>.</param>
    /// <param name="Detail">One sentence for a person; says so when it may have happened all the same.</param>
    /// <param name="Retryable">Whether trying again can help and does no harm.</param>
    /// <param name="RetryAfter">When, if the product says.</param>
    public sealed record Failed(string Code, string Detail, bool Retryable, TimeSpan? RetryAfter = null) : ActionOutcome;
}
