using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>A fresh NATS log-in for a sensor.</summary>
internal sealed class RenewSensorCredentials(FleetDb db, ISensorCredentials credentials) : IFeature
{
    public static Admission Admission { get; } = Admission.Sensor.NotAudited("Every sensor does it every day; its enrolment and its removal are audited.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sensors/credentials", (RenewSensorCredentials feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<CredentialsResponse>> Handle(OpContext op, CancellationToken ct)
    {
        await using var change = db.Change();
        var id = new DeviceId(op.Principal.Id!.Value);
        if (await FleetDb.DeviceForUpdate(change, id, ct) is not { RemovedAt: null } device)
        {
            return FleetProblems.SensorRemoved;
        }

        if (device.NatsUser is null)
        {
            device.LogInAs(credentials.NewUser());
            FleetDb.Update(change, device);
            await change.Commit(ct);
        }

        return new CredentialsResponse(credentials.Issue(op, id, device.NatsUser));
    }
}
