using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tenancy.Reactions;

/// <summary>A tenant that is made, has another tenant above it or shows other figures has them made anew.</summary>
internal sealed class MarkFiguresOnPlacing(IFiguresDue figures) : IHandle<object>
{
    public Task<Problem?> Handle(Change change, object what, StoredEvent stored, CancellationToken ct)
    {
        figures.Mark(change);
        return Task.FromResult<Problem?>(null);
    }
}
