using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>A playbook on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, as its latest version says.</param>
/// <param name="Description">What it is for.</param>
/// <param name="State">Whether it starts runs.</param>
/// <param name="Latest">The number of its latest version.</param>
/// <param name="Published">The number of the version that runs; null while none was published.</param>
/// <param name="Publisher">Who published that: its runs act for them. Null while none was published.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="Events">The events that start it.</param>
/// <param name="Place">Where it hangs: it hears of what happens there and below.</param>
/// <param name="Refused">How many runs were not let begin since it was published.</param>
/// <param name="RefusedAt">When that was last.</param>
/// <param name="RefusedCode">Why that was last.</param>
/// <param name="CreatedAt">When it was written first.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Version">Grows with every change; the answer's ETag.</param>
internal sealed record PlaybookView(
    PlaybookId Id,
    string Name,
    string Description,
    PlaybookState State,
    int Latest,
    int? Published,
    RunPerson? Publisher,
    DateTimeOffset? PublishedAt,
    IReadOnlyList<string> Events,
    ScopePath Place,
    long Refused,
    DateTimeOffset? RefusedAt,
    string? RefusedCode,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Version) : IVersioned
{
    public static PlaybookView From(Playbook p) => new(
        p.Id, p.Name, p.Description, p.State, p.Latest, p.Published, p.Publisher, p.PublishedAt, p.Events, p.Place, p.Refused.Count, p.Refused.At, p.Refused.Code, p.CreatedAt, p.UpdatedAt, p.Version);

    public static AuditFact Fact(Playbook? before, Playbook? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("playbook", named.Id.Value, named.Name, before is null ? null : From(before), after is null ? null : From(after)) with { Path = named.Place };
    }
}

/// <summary>A playbook with its latest text.</summary>
/// <param name="Playbook">The playbook.</param>
/// <param name="Text">Its latest version, as YAML.</param>
/// <param name="Version">The playbook's.</param>
internal sealed record PlaybookTextView(PlaybookView Playbook, string Text, long Version) : IVersioned
{
    public static PlaybookTextView From((Playbook Playbook, PlaybookVersion Latest) both) => new(PlaybookView.From(both.Playbook), both.Latest.Text, both.Playbook.Version);
}

/// <summary>A version on the wire.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Text">As YAML.</param>
/// <param name="CreatedBy">Who wrote it.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record PlaybookVersionView(int Number, string Text, string CreatedBy, DateTimeOffset CreatedAt)
{
    public static PlaybookVersionView From(PlaybookVersion v) => new(v.Number, v.Text, v.CreatedByName, v.CreatedAt);
}

/// <summary>A mistake on the wire.</summary>
/// <param name="Line">Counts from 1.</param>
/// <param name="Column">Counts from 1.</param>
/// <param name="Code">Stable.</param>
/// <param name="Detail">One sentence for a person.</param>
internal sealed record PlaybookMistakeView(int Line, int Column, string Code, string Detail)
{
    public static PlaybookMistakeView From(Mistake m) => new(m.Line, m.Column, m.Code, m.Detail);
}
