using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Modules.Access.Policies;

/// <summary>What came of reading a text: the value, or every problem that was found (at most <see cref="MostProblems"/>).</summary>
public sealed class Parsed<T>
    where T : class
{
    /// <summary>So many problems are told; whoever wrote more has enough to do.</summary>
    public const int MostProblems = 20;

    internal Parsed(T value) => Value = value;

    internal Parsed(IEnumerable<PolicyProblem> problems) => Problems = [.. problems.Take(MostProblems)];

    /// <summary>Null where there are problems.</summary>
    public T? Value { get; }

    /// <summary>Empty where there is a value.</summary>
    public IReadOnlyList<PolicyProblem> Problems { get; } = [];

    /// <summary>True with the value; false with the problems.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? value, out IReadOnlyList<PolicyProblem> problems)
    {
        (value, problems) = (Value, Problems);
        return value is not null;
    }
}
