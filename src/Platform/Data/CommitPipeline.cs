namespace Holdfast.Platform.Data;

/// <summary>Adds statements to every change just before it commits: the event rows and the audit entries.</summary>
public interface ICommitContributor
{
    /// <summary>Looks at the change and adds to it.</summary>
    void Contribute(Change change);
}

/// <summary>Is told of committed events, to wake their handlers and live pages. May lose a call; must not throw.</summary>
public interface ICommitListener
{
    /// <summary>The change is in the database.</summary>
    void Committed(Change change);
}

/// <summary>What surrounds every commit.</summary>
public sealed class CommitPipeline(TimeProvider time, IEnumerable<ICommitContributor> contributors, IEnumerable<ICommitListener> listeners)
{
    private readonly ICommitContributor[] contributors = [.. contributors];
    private readonly ICommitListener[] listeners = [.. listeners];

    internal TimeProvider Time => time;

    internal void Contribute(Change change)
    {
        foreach (var contributor in contributors)
        {
            contributor.Contribute(change);
        }
    }

    internal void Committed(Change change)
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
