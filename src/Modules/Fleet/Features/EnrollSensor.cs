using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Modules.Fleet.Ingest;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>Makes a machine a device: the token says where, the proof that the machine holds the key it names.</summary>
internal sealed class EnrollSensor(FleetDb anyone, EnrollmentTurns turns, ISensorCredentials credentials, TelemetryStreams streams, ITenantStates states, IServiceProvider services, Quotas quotas, RefusalLog refusals, TimeProvider time, ILogger<EnrollSensor> logger) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("The enrolment token in the body is the credential; it is single-purpose, limited in uses and time.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sensors/enroll", (EnrollRequest request, EnrollSensor feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(answer => answer, answer => $"/api/devices/{answer.DeviceId}"));

    public async Task<Result<EnrollResponse>> Handle(OpContext op, EnrollRequest request, CancellationToken ct)
    {
        if (Check(request) is { } wrong)
        {
            refusals.Note(wrong, op.Origin.Address);
            return wrong;
        }

        var hash = EnrollmentToken.HashOf(request.Token);
        if (await anyone.TenantOfToken(hash, ct) is not { } tenant)
        {
            refusals.Note(FleetProblems.TokenRefused, op.Origin.Address);
            return FleetProblems.TokenRefused;
        }

        if (states.Closed(tenant) is { } closed)
        {
            return closed;
        }

        var known = op with { Tenant = tenant, Principal = new Principal(PrincipalKind.Sensor, null, request.Hostname) { Home = tenant } };
        await using var scope = services.OpenOp(known);

        // A whole fleet may come with one token at once; each locks it for a moment.
        using var turn = await turns.OfToken.Enter(tenant, ct);
        var enrolled = await Enroll(known, request, hash, scope.ServiceProvider.GetRequiredService<FleetDb>(), scope.ServiceProvider.GetRequiredService<IStructure>(), ct);
        if (!enrolled.Succeeded)
        {
            await refusals.NoteOf(known, enrolled.Problem, new Guid(hash.AsSpan(0, 16)), new AuditFact("device", null, request.Hostname) { Category = AuditCategory.Agent });
        }
        else if (enrolled.Value.Messaging is not null)
        {
            await MakeStream(tenant, ct);
        }

        return enrolled;
    }

    // What it is about to send has somewhere to go. Where that fails, work fleet.keep_streams does it later.
    private async Task MakeStream(TenantId tenant, CancellationToken ct)
    {
        try
        {
            await streams.Make(tenant, ct);
        }
        catch (NatsException e)
        {
            logger.StreamNotMade(tenant.Value, e.Message);
        }
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
        if (await FleetDb.TokenForUpdate(change, hash, ct) is not { } token || await structure.FindGroup(change, token.Group, ct) is not { } group)
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
        if (device.NatsUser is null)
        {
            device.LogInAs(credentials.NewUser());
        }

        if (before is null)
        {
            if ((await quotas.Check(change, TenantQuotas.Storage, ct) ?? await quotas.Take(change, FleetDb.Quota, 1, ct)) is { } exceeded)
            {
                return exceeded;
            }

            FleetDb.Insert(change, device);
            change.Publish(new DeviceEnrolled(device.Id, device.Name, device.Group), device.Place);
        }
        else
        {
            device.EnrollAgain(facts, token.Id);
            FleetDb.Update(change, device);
        }

        change.OnViolation("device_machine_key", FleetProblems.EnrolledMeanwhile);
        change.Audit(DeviceFact.Of(device, shownBefore, DeviceFact.Show(device)) with { Category = AuditCategory.Agent });
        return await change.Commit(new EnrollResponse(op.Tenant.Value, device.Id.Value, device.Group.Value, credentials.Issue(op, device.Id, device.NatsUser), now), ct);
    }
}
