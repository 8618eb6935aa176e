using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Platform.Kernel;

/// <summary>A value, or the <see cref="Kernel.Problem"/> that stands in its way.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Problem? problem)
    {
        this.value = value;
        Problem = problem;
    }

    /// <summary>Why there is no value; null on success.</summary>
    public Problem? Problem { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is a problem instead.</exception>
    public T Value => Problem is null ? value! : throw new InvalidOperationException($"No value: {Problem.Code}");

    /// <summary>Takes it apart: true with the problem, or false with the value.</summary>
    public bool Fails([NotNullWhen(false)] out T? found, [NotNullWhen(true)] out Problem? problem)
    {
        found = value;
        problem = Problem;
        return problem is not null;
    }

    /// <summary>Success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Failure.</summary>
    public static implicit operator Result<T>(Problem problem) => new(default, problem ?? throw new ArgumentNullException(nameof(problem)));

    /// <summary>The same outcome with the value shown another way.</summary>
    public Result<TOther> Map<TOther>(Func<T, TOther> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Problem is null ? map(value!) : Problem;
    }
}

/// <summary>The value of an operation that answers nothing.</summary>
public readonly record struct Done
{
    /// <summary>The only value.</summary>
    public static Done Value => default;
}
