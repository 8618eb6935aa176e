using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Reactions;

/// <summary>Tickets go where their device goes, so that whoever has a right there reaches them.</summary>
internal sealed class MoveTicketsOnDeviceMoved : IHandle<DeviceMoved>
{
    public Task<Problem?> Handle(Change change, DeviceMoved what, StoredEvent stored, CancellationToken ct)
    {
        TicketsDb.Move(change, what.Device, stored.Path);
        return Task.FromResult<Problem?>(null);
    }
}
