using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>What a change says of itself in one tenant: its audit facts and its events. The records of its commit are made of it.</summary>
public interface ICommitDraft
{
    /// <summary>On whose behalf, in the tenant whose records these are.</summary>
    OpContext Op { get; }

    /// <summary>Whether it concerns the platform's own books only, and owes no audit entry for itself.</summary>
    bool IsBookkeeping { get; }

    /// <summary>What the audit entries say, besides who and where from.</summary>
    IReadOnlyList<AuditFact> Facts { get; }

    /// <summary>The events.</summary>
    IReadOnlyList<EventDraft> Events { get; }

    /// <summary>Adds what an audit entry says.</summary>
    void Audit(AuditFact fact);
}

/// <summary>
/// What a change in the control store says in a tenant other than its own: what a provider's person does to a tenant below stands in both logs. It commits
/// with the change, and is carried into that tenant's store through the outbox.
/// </summary>
public sealed class OtherTenant : ICommitDraft
{
    private readonly CommitPipeline pipeline;
    private readonly List<AuditFact> facts = [];
    private readonly List<EventDraft> events = [];

    internal OtherTenant(OpContext op, CommitPipeline pipeline) => (Op, this.pipeline) = (op, pipeline);

    /// <inheritdoc/>
    public OpContext Op { get; }

    /// <inheritdoc/>
    public bool IsBookkeeping => false;

    /// <inheritdoc/>
    public IReadOnlyList<AuditFact> Facts => facts;

    /// <inheritdoc/>
    public IReadOnlyList<EventDraft> Events => events;

    /// <inheritdoc/>
    public void Audit(AuditFact fact) => facts.Add(fact);

    /// <summary>An event of that tenant, as a whole.</summary>
    public void Publish<TEvent>(TEvent what) where TEvent : IEvent => events.Add(EventDraft.Of(what, ScopePath.Tenant, pipeline.Time));
}
