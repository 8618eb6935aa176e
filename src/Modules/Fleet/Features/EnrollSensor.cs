using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>Makes a machine a device: the token says where, the proof that the machine holds the key it names.</summary>
internal sealed class EnrollSensor(FleetDb anyone, ISensorCredentials credentials, IServiceProvider services, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sensors/enroll", (EnrollRequest request, EnrollSensor feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(answer => answer, answer => $"/api/devices/{answer.DeviceId}"))
        .OpenToAll("The enrolment token in the body is the credential; it is single-purpose, limited in uses and time.");

    public async Task<Result<EnrollResponse>> Handle(OpContext op, EnrollRequest request, CancellationToken ct)
    {
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        var hash = EnrollmentToken.HashOf(request.Token);
        if (await anyone.TenantOfToken(hash, ct) is not { } tenant)
        {
            return FleetProblems.TokenRefused;
        }

        var known = op with { Tenant = tenant, Actor = new Actor(ActorKind.Sensor, null, request.Hostname) };
        await using var scope = services.OpenOp(known);
        return await Enroll(known, request, hash, scope.ServiceProvider.GetRequiredService<FleetDb>(), scope.ServiceProvider.GetRequiredService<IStructure>(), ct);
    }

    private static Problem? Check(EnrollRequest request)
    {
        if (!EnrollmentToken.HasShape(request.Token))
        {
            return FleetProblems.TokenRefused;
        }

        (string Field, string Text)[] texts =
        [
            ("hostname", request.Hostname), ("machineId", request.MachineId), ("osName", request.OsName),
            ("osVersion", request.OsVersion), ("architecture", request.Architecture), ("sensorVersion", request.SensorVersion),
        ];
        if (Array.Find(texts, t => t.Text is not { Length: >= 1 and <= SensorLimits.MaxNameCharacters } || t.Text.Any(char.IsControl)) is { Field: { } bad })
        {
            return FleetProblems.BadMachine(bad);
        }

        if (!SensorPublicKey.TryRead(request.PublicKey, out var key))
        {
            return FleetProblems.BadPublicKey;
        }

        using (key)
        {
            return EnrollmentProof.Verify(key, request.Token, request.Proof) ? null : FleetProblems.BadProof;
        }
    }

    private async Task<Result<EnrollResponse>> Enroll(OpContext op, EnrollRequest request, byte[] hash, FleetDb db, IStructure structure, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var change = db.Change();
        if (await FleetDb.TokenForUpdate(change, hash, ct) is not { } token || await structure.FindGroup(op, token.Group, ct) is not { } group)
        {
            return FleetProblems.TokenRefused;
        }

        var facts = new MachineFacts(request.Hostname, request.MachineId, request.OsName, request.OsVersion, request.Architecture, request.SensorVersion);
        var before = await FleetDb.MachineForUpdate(change, request.MachineId, request.PublicKey, ct);
        if (token.Use(again: before?.EnrolledWith == token.Id, now) is { } refused)
        {
            return refused;
        }

        FleetDb.Update(change, token);
        var device = before ?? Device.Enroll(group, facts, request.PublicKey, token.Id, time);
        var shownBefore = before is null ? (System.Text.Json.JsonElement?)null : DeviceFact.Show(device);
        if (device.NatsUser is null && credentials.NewUser() is { } user)
        {
            device.LogInAs(user);
        }

        if (before is null)
        {
            FleetDb.Insert(change, device);
            change.Publish(new DeviceEnrolled(device.Id, device.Name, device.Group));
        }
        else
        {
            device.EnrollAgain(facts, token.Id);
            FleetDb.Update(change, device);
        }

        change.OnViolation("device_machine_key", FleetProblems.EnrolledMeanwhile);
        change.Audit(new AuditFact("device", device.Id.Value, device.Name, shownBefore, DeviceFact.Show(device)) { Category = AuditCategory.Agent });
        return await change.Commit(ct) is { } problem
            ? problem
            : new EnrollResponse(op.Tenant.Value, device.Id.Value, device.Group.Value, credentials.Issue(op, device.Id, device.NatsUser), now);
    }
}
