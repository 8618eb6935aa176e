using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli;

/// <summary>Why a command ends without its result.</summary>
/// <param name="ExitCode">What the shell learns.</param>
/// <param name="Code">The problem's public code: the server's, or one of <see cref="CliProblems"/>.</param>
/// <param name="Detail">One sentence for a person.</param>
internal sealed record Failure(int ExitCode, string Code, string Detail)
{
    /// <summary>What is wrong with which member of the request.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Leads to the request in the server's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The server's own document, where there is one.</summary>
    public string? Json { get; init; }

    public static Failure Of(Problem problem) => new(ExitCodes.Of(problem.Kind), problem.Code, problem.Detail) { Fields = problem.Fields ?? new Dictionary<string, string>(), RetryAfter = problem.RetryAfter };
}

/// <summary>Carries a <see cref="Failure"/> from wherever it is found to the one place that tells it.</summary>
internal sealed class FailureException(Failure failure) : Exception(failure.Detail)
{
    public Failure Failure => failure;
}
