using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>What a tenant may let those above see of how it stands.</summary>
public enum FigureKind
{
    /// <summary>Its score, and how many findings are open.</summary>
    Score,

    /// <summary>How many devices it has, and how many of them report.</summary>
    Devices,

    /// <summary>How many tickets are open.</summary>
    Tickets,

    /// <summary>What it has of what is counted.</summary>
    Use,
}

/// <summary>How a tenant stands; null where it is not known, or not to be seen.</summary>
public sealed record Figures
{
    /// <summary>1 to 100; null before there is one, too.</summary>
    public int? Score { get; init; }

    /// <summary>Findings that are open.</summary>
    public long? OpenFindings { get; init; }

    /// <summary>All devices.</summary>
    public long? Devices { get; init; }

    /// <summary>Those that were heard of in the last day.</summary>
    public long? Reporting { get; init; }

    /// <summary>Tickets that are not closed.</summary>
    public long? OpenTickets { get; init; }
}

/// <summary>Adds to the figures of a tenant what a module knows; implemented by the modules that keep these things.</summary>
public interface ITenantFigures
{
    /// <summary>The figures with the module's own; read in the operation's tenant, which is their own.</summary>
    Task<Figures> Add(OpContext op, Figures figures, CancellationToken ct);
}

/// <summary>Told that something has changed of which figures are made.</summary>
public interface IFiguresDue
{
    /// <summary>Adds to a change in the tenant's store that its figures are to be made anew, in a few seconds.</summary>
    void Mark(Change change);
}

/// <summary>A tenant lets those above see other figures than before.</summary>
/// <param name="Figures">Which, now.</param>
public sealed record TenantFiguresShown(IReadOnlyList<FigureKind> Figures) : IEvent
{
    static string IEvent.Name => "tenant.figures_shown";
}
