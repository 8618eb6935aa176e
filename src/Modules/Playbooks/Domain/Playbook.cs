using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>Whether a playbook starts runs.</summary>
internal enum PlaybookState
{
    /// <summary>It was never published.</summary>
    Draft,

    /// <summary>Its published version runs.</summary>
    Published,

    /// <summary>It starts no more runs.</summary>
    Disabled,
}

/// <summary>Runs that were not let begin.</summary>
/// <param name="Count">How many, since the present version was published.</param>
/// <param name="At">When last.</param>
/// <param name="Code">Why last.</param>
internal sealed record Refusals(long Count, DateTimeOffset? At, string? Code);

/// <summary>A playbook: versions of a text, one of which may be published.</summary>
internal sealed record Playbook(PlaybookId Id, string Name, string Description, int Latest, ScopePath Place, DateTimeOffset CreatedAt) : IVersioned
{
    public PlaybookState State { get; init; }

    /// <summary>The version that runs; null while none was published.</summary>
    public int? Published { get; init; }

    /// <summary>Who published it: its runs act for them.</summary>
    public RunPerson? Publisher { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The events that start it.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    public Refusals Refused { get; init; } = new(0, null, null);

    public DateTimeOffset UpdatedAt { get; init; }

    public long Version { get; init; } = 1;

    public Playbook Revise(string name, string description, DateTimeOffset now) => this with { Name = name, Description = description, Latest = Latest + 1, UpdatedAt = now, Version = Version + 1 };

    public Playbook Publish(int number, IReadOnlyList<string> events, RunPerson by, DateTimeOffset now) => this with
    {
        State = PlaybookState.Published,
        Published = number,
        Publisher = by,
        PublishedAt = now,
        Events = events,
        Refused = new(0, null, null),
        UpdatedAt = now,
        Version = Version + 1,
    };

    public Result<Playbook> Disable(DateTimeOffset now) =>
        State != PlaybookState.Published ? PlaybooksProblems.NotPublished : this with { State = PlaybookState.Disabled, UpdatedAt = now, Version = Version + 1 };
}

/// <summary>One version of a playbook's text.</summary>
internal sealed record PlaybookVersion(PlaybookId Playbook, int Number, string Text, Guid? CreatedBy, string CreatedByName, DateTimeOffset CreatedAt);
