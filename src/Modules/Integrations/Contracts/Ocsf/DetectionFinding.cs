namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>OCSF Detection Finding (2004): a product says that something is wrong.</summary>
/// <param name="Title">One line.</param>
/// <param name="Severity">By the connector's table.</param>
/// <param name="Status">Where people are with it in the product.</param>
/// <param name="Time">When it happened.</param>
public sealed record DetectionFinding(string Title, SeverityId Severity, FindingStatus Status, DateTimeOffset Time) : OcsfRecord
{
    /// <summary>OCSF's number of the class.</summary>
    public override int ClassUid => 2004;

    /// <summary>More words.</summary>
    public string? Desc { get; init; }

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset? FirstSeenTime { get; init; }

    /// <summary>When it was last seen, or ended.</summary>
    public DateTimeOffset? LastSeenTime { get; init; }

    /// <summary>The rule that found it.</summary>
    public Analytic? Analytic { get; init; }

    /// <summary>What kind of thing it is, in the product's words.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Techniques.</summary>
    public IReadOnlyList<Attack> Attacks { get; init; } = [];

    /// <summary>What the product did about it.</summary>
    public Disposition Disposition { get; init; }

    /// <summary>How often it happened.</summary>
    public long Count { get; init; } = 1;

    /// <summary>The machine that it is about, or that saw it.</summary>
    public Endpoint? Device { get; init; }

    /// <summary>Where it came from.</summary>
    public Endpoint? SrcEndpoint { get; init; }

    /// <summary>Where it went.</summary>
    public Endpoint? DstEndpoint { get; init; }

    /// <summary>The account that it is about.</summary>
    public string? User { get; init; }

    /// <summary>Where to look at it in the product.</summary>
    public string? SrcUrl { get; init; }

    /// <summary>What it has in common with others: at most 50, the attacker's first.</summary>
    public IReadOnlyList<Observable> Observables { get; init; } = [];
}
