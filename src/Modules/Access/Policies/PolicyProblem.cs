namespace Holdfast.Modules.Access.Policies;

/// <summary>What is wrong with a text, where, and what would do instead.</summary>
/// <param name="At">Where the wrong part begins.</param>
/// <param name="Message">One sentence, for whoever wrote the text. It may quote the text.</param>
public sealed record PolicyProblem(TextPosition At, string Message)
{
    /// <summary>Of which policy: its id in the set. Null in schemas, and where a text could not be read far enough to tell.</summary>
    public string? PolicyId { get; init; }

    /// <summary>A warning lets the policy be saved: it is valid, and cannot do what its writer meant.</summary>
    public bool IsWarning { get; init; }

    /// <summary>"line 3, column 14: …".</summary>
    public override string ToString() => $"{At}: {Message}";
}
