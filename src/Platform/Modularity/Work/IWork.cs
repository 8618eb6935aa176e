using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>Something that is due: a lane, and for whom. Of one lane, one item is under way at a time in a process.</summary>
/// <param name="Tenant">Whose; default for work of the whole platform.</param>
/// <param name="Id">Which thing of the tenant; null when it is the tenant itself.</param>
/// <param name="Name">Which kind of it, such as a handler; null when there is one.</param>
public record WorkItem(TenantId Tenant, Guid? Id = null, string? Name = null)
{
    /// <summary>What the audit log and traces call it; null for the work's own name.</summary>
    public virtual string? Operation => null;

    internal (TenantId, Guid?, string?) Lane => (Tenant, Id, Name);
}

/// <summary>How many items are wanted, and whose not.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="Except">Tenants that have their share under way already: theirs would only stand in the others' way.</param>
public sealed record WorkQuery(int Limit, TenantId[] Except)
{
    /// <summary><see cref="Except"/> as a parameter: <c>tenant_id &lt;&gt; all(…)</c>.</summary>
    public Guid[] ExceptIds => [.. Except.Select(t => t.Value)];
}

/// <summary>How a kind of work runs, in each database.</summary>
/// <param name="Poll">How long something due waits at most when no signal came.</param>
/// <param name="Lanes">How many items are under way at a time; a tenant has three quarters of them at most.</param>
/// <param name="Grace">How long a stopping process lets items finish before it cancels them.</param>
/// <param name="OnlyControl">Whether the work is in the control store's database alone.</param>
public sealed record WorkPace(TimeSpan Poll, int Lanes, TimeSpan Grace, bool OnlyControl = false)
{
    /// <summary>For what ends within moments.</summary>
    public static readonly TimeSpan ShortGrace = TimeSpan.FromSeconds(5);
}

/// <summary>
/// A kind of background work over the work lists of databases. It is scoped: each item is done by an instance of its own, in a scope that acts for
/// the item's tenant. It says what is due and does one item; that it runs, in which order, how often and how many at a time, what happens when an
/// item fails and when the process stops, is the loop's.
/// </summary>
public interface IWork
{
    /// <summary>How it runs; read once, when the process starts.</summary>
    WorkPace Pace { get; }

    /// <summary>What is due in a database, the longest waiting first. It reads work lists, and names no tenant.</summary>
    Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct);

    /// <summary>
    /// Does an item. An exception lets its lane rest, twice as long each time, and nothing else; what must be remembered beyond this process, such as
    /// how often it was tried, stands in the item's row.
    /// </summary>
    /// <returns>False when another process has it: its lane rests for a moment.</returns>
    Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct);
}

/// <summary>One kind of work.</summary>
/// <param name="Name"><c>module.work</c>, or <c>platform.work</c>.</param>
/// <param name="Type">The class; scoped.</param>
/// <param name="Role">In which processes it runs.</param>
public sealed record WorkPart(string Name, Type Type, Roles Role);
