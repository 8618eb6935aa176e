using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Reactions;

/// <summary>Has the broker cut the sensor off. Idempotent, so it may run again when the broker was away.</summary>
internal sealed class RevokeLogInOnDeviceRemoved(Revocations revocations) : IHandle<DeviceRemoved>
{
    public Task Handle(OpContext op, DeviceRemoved what, StoredEvent stored, CancellationToken ct) => revocations.Push(ct);
}
