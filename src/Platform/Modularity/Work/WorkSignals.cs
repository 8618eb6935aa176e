using System.Collections.Concurrent;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>Tells the loops of this process that there may be something to do. Losing a call costs one poll interval.</summary>
public sealed class WorkSignals
{
    private readonly ConcurrentDictionary<Type, ConcurrentBag<Action>> loops = new();
    private volatile bool isStopping;

    /// <summary>Whether the process is stopping: what is under way may end, and nothing more is begun.</summary>
    public bool IsStopping => isStopping;

    /// <summary>Wakes a kind of work, in every database.</summary>
    public void Wake<TWork>() where TWork : IWork => Wake(typeof(TWork));

    /// <summary>The same, by its class.</summary>
    public void Wake(Type work)
    {
        foreach (var wake in loops.GetValueOrDefault(work) ?? [])
        {
            wake();
        }
    }

    internal void Stop() => isStopping = true;

    internal void Listen(Type work, Action wake) => loops.GetOrAdd(work, _ => []).Add(wake);
}
