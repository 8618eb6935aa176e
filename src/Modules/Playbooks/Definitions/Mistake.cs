using Holdfast.Modules.Playbooks.Definitions.Yaml;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>What is wrong with a definition, and where.</summary>
/// <param name="Line">Counts from 1.</param>
/// <param name="Column">Counts from 1.</param>
/// <param name="Code">Stable: <c>playbook.reason</c>.</param>
/// <param name="Detail">One sentence for a person.</param>
internal sealed record Mistake(int Line, int Column, string Code, string Detail);

/// <summary>Gathers mistakes: at most 50, in the order of the text.</summary>
internal sealed class Mistakes
{
    public const int Most = 50;
    private readonly List<Mistake> found = [];

    public bool Any => found.Count > 0;

    public bool IsFull => found.Count >= Most;

    public IReadOnlyList<Mistake> All => [.. found.OrderBy(m => m.Line).ThenBy(m => m.Column)];

    public void Add(Mark at, string code, string detail)
    {
        if (!IsFull && !found.Exists(m => m.Line == at.Line && m.Column == at.Column && m.Code == code))
        {
            found.Add(new Mistake(at.Line, at.Column, code, detail));
        }
    }
}
