using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Rmm;

/// <summary>What can stand in the way of documents.</summary>
internal static class RmmProblems
{
    public static Problem NotProved { get; } = new(ProblemKind.Forbidden, "rmm.not_proved", "The document does not have the secret in the header X-Holdfast-Secret.");

    public static Problem NotJson { get; } = new(ProblemKind.Invalid, "rmm.not_json", "The document is no JSON.");
}
