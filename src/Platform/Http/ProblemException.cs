using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Http;

/// <summary>Carries a problem out of parameter binding, where a value cannot be returned. Features return results instead.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "It exists for its problem.")]
public sealed class ProblemException(Problem problem) : Exception(problem?.Detail)
{
    /// <summary>What to answer.</summary>
    public Problem Problem { get; } = problem ?? throw new ArgumentNullException(nameof(problem));
}
