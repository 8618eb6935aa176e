using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Residuals;
using Holdfast.Modules.Access.Policies.Validation;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>A policy's text, read and checked.</summary>
/// <param name="Statements">What it says; empty when it could not be read.</param>
/// <param name="Problems">What is wrong with it, and warnings, in the order of the text.</param>
internal sealed record CheckedText(IReadOnlyList<Policy> Statements, IReadOnlyList<PolicyProblem> Problems)
{
    /// <summary>Whether it can be saved.</summary>
    public bool IsValid => Problems.All(p => p.IsWarning);
}

/// <summary>Reads the texts of tenants' policies, and checks them against the vocabulary.</summary>
internal sealed class PolicyTexts(PolicyVocabulary vocabulary, IOptions<AccessOptions> options)
{
    public const int MostStatements = 50;

    private readonly PolicyBounds bounds = new() { TextLength = options.Value.PolicyLength, Depth = 40, Steps = options.Value.PolicySteps, ResourceSteps = 10 * options.Value.PolicySteps };
    private readonly PolicyBounds checking = new() { TextLength = options.Value.PolicyLength, Depth = 40 };

    /// <summary>How much one decision may ask for.</summary>
    public PolicyBounds Bounds => bounds;

    public CheckedText Check(string text)
    {
        if (text.AsSpan().IndexOf('\0') is >= 0 and var zero)
        {
            return new CheckedText([], [new(At(text, zero), "Here is a character that no text has: U+0000.")]);
        }

        if (!PolicySet.Parse(text, checking).Succeeded(out var set, out var problems))
        {
            return new CheckedText([], problems);
        }

        Policy[] statements = [.. set.Policies.Concat(set.Templates).OrderBy(s => s.At.Line).ThenBy(s => s.At.Column)];
        if (statements.Length is 0 or > MostStatements)
        {
            return new CheckedText([], [new(new(1, 1), statements.Length == 0 ? "Here has to be a policy." : $"A policy has at most {MostStatements} statements; write another one.")]);
        }

        var validator = new PolicyValidator(vocabulary.Schema, checking);
        return new CheckedText(
            statements,
            [.. statements.SelectMany(s => (PolicyProblem[])[.. Template(s), .. Ids(s), .. validator.Validate(s), .. OpenResource.Check(s)]).Distinct().OrderBy(p => p.At.Line).ThenBy(p => p.At.Column).Take(Parsed<Policy>.MostProblems)]);
    }

    /// <summary>The statements of a text that was checked when it was saved; null when it cannot be read (any more).</summary>
    public static IReadOnlyList<Policy>? Read(string text) =>
        PolicySet.Parse(text).Succeeded(out var set, out _) ? [.. set.Policies.OrderBy(s => s.At.Line).ThenBy(s => s.At.Column)] : null;

    /// <summary>The names of the permissions that statements are about, in order.</summary>
    public IReadOnlyList<string> PermissionsOf(IReadOnlyList<Policy> statements) =>
        [.. vocabulary.Permissions.Select(p => p.Name).Where(p => statements.Any(s => s.IsAbout(vocabulary.ActionOf(p), vocabulary.ActionStore)))];

    /// <summary>Why the operation's principal may not put one text in another's place; null when it may.</summary>
    /// <param name="op">Whose principal.</param>
    /// <param name="before">What is there; null for nothing.</param>
    /// <param name="after">What is to be there; null for nothing.</param>
    public Problem? CheckWriting(OpContext op, string? before, string? after)
    {
        var written = after is null ? new CheckedText([], []) : Check(after);
        if (!written.IsValid)
        {
            return AccessProblems.PolicyInvalid([.. written.Problems.Where(p => !p.IsWarning).Select(p => p.ToString())]);
        }

        // What takes away guards something, and what gives gives it: for both one has it oneself. By roles alone, or a policy could not be mended by whom it forbids everything.
        var replaced = before is null ? [] : Read(before);
        var concerned = replaced is null ? [.. vocabulary.Permissions.Select(p => p.Name)] : PermissionsOf([.. replaced, .. written.Statements]);
        return concerned.FirstOrDefault(p => !op.Principal.Grants.ReachOf(op.Tenant, p).IsAll) is { } missing ? AccessProblems.PolicyEscalation(missing) : null;
    }

    private static TextPosition At(string text, int index) => new(text.AsSpan(0, index).Count('\n') + 1, index - text.LastIndexOf('\n', index));

    private static IEnumerable<PolicyProblem> Template(Policy statement) =>
        statement.IsTemplate ? [new(statement.At, "?principal and ?resource stand for nobody here: name who or what is meant.")] : [];

    private static IEnumerable<PolicyProblem> Ids(Policy statement) =>
        statement.Mentions.Select(m => (m.At, Wrong: PolicyVocabulary.WrongIdOf(m.Entity))).Where(m => m.Wrong is not null).Select(m => new PolicyProblem(m.At, m.Wrong!));
}
