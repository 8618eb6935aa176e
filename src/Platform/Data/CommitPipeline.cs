using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>
/// What a change writes beside itself into its tenant's store: an event, an audit entry. It commits with the change. When the change is in the
/// control store and the tenant's store in another database, it waits in the outbox in its byte form, and is carried over by its id.
/// </summary>
/// <param name="Id">For good: what has arrived under it does not arrive again.</param>
public abstract record TenantRecord(Guid Id)
{
    /// <summary>The statement that writes it, in the tenant's store.</summary>
    public abstract Sql Insert(TenantId tenant);

    /// <summary>Its form in the outbox.</summary>
    public abstract byte[] ToBytes();
}

/// <summary>Adds records to every change just before it commits: the events and the audit entries.</summary>
public interface ICommitContributor
{
    /// <summary>The name of its records in the outbox.</summary>
    string Kind { get; }

    /// <summary>What the change has to write.</summary>
    IEnumerable<TenantRecord> Contribute(ICommitDraft change);

    /// <summary>A record from its form in the outbox.</summary>
    TenantRecord Read(byte[] content);
}

/// <summary>Is told of committed events, to wake their handlers and live pages. May lose a call; must not throw.</summary>
public interface ICommitListener
{
    /// <summary>The change is in the database. What it says in another tenant may still be on its way to that tenant's store.</summary>
    void Committed(ICommitDraft change);
}

/// <summary>What surrounds every commit.</summary>
public sealed class CommitPipeline(TimeProvider time, IEnumerable<ICommitContributor> contributors, IEnumerable<ICommitListener> listeners)
{
    private readonly ICommitContributor[] contributors = [.. contributors];
    private readonly ICommitListener[] listeners = [.. listeners];

    internal TimeProvider Time => time;

    internal List<(string Kind, TenantRecord Record)> Contribute(ICommitDraft change)
    {
        var records = new List<(string, TenantRecord)>();
        foreach (var contributor in contributors)
        {
            foreach (var record in contributor.Contribute(change))
            {
                records.Add((contributor.Kind, record));
            }
        }

        return records;
    }

    internal TenantRecord Read(string kind, byte[] content) =>
        (Array.Find(contributors, c => c.Kind == kind) ?? throw new InvalidOperationException($"Nobody reads records of kind '{kind}'.")).Read(content);

    internal void Committed(ICommitDraft change)
    {
        if (change.Events.Count == 0)
        {
            return;
        }

        foreach (var listener in listeners)
        {
            listener.Committed(change);
        }
    }
}
