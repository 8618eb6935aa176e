using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks.Reactions;

/// <summary>Runs go where their device goes, so that whoever has a right there reaches them.</summary>
internal sealed class MoveRunsOnDeviceMoved : IHandle<DeviceMoved>
{
    public Task<Problem?> Handle(Change change, DeviceMoved what, StoredEvent stored, CancellationToken ct)
    {
        RunsDb.Move(change, what.Device.Value, stored.Path);
        return Task.FromResult<Problem?>(null);
    }
}
