using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Reactions;

/// <summary>What those above may see of the tickets is made anew when there is another open one, or one less.</summary>
internal sealed class MarkFigures(IFiguresDue figures) : IHandle<object>
{
    public Task<Problem?> Handle(Change change, object what, StoredEvent stored, CancellationToken ct)
    {
        figures.Mark(change);
        return Task.FromResult<Problem?>(null);
    }
}
