using Holdfast.Modules.Fleet.Analysis;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <param name="Name">1 to 100 characters; absent, it stays.</param>
/// <param name="GroupId">Another group of the tenant; absent, it stays where it is.</param>
internal sealed record UpdateDeviceRequest(string? Name = null, GroupId? GroupId = null) : IRequest
{
    public Problem? Check() => Name is null && GroupId is null ? FleetProblems.NothingToChange : Name is null ? null : Device.CheckName(Name);
}

/// <summary>Renames a device, or moves it to another group; its score moves with it.</summary>
internal sealed class UpdateDevice(FleetDb db, IStructure structure, DeviceViews views, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/devices/{id}", (DeviceId id, UpdateDeviceRequest request, IfMatch match, UpdateDevice feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp());

    public async Task<Result<DeviceView>> Handle(OpContext op, DeviceId id, UpdateDeviceRequest request, IfMatch match, CancellationToken ct)
    {
        await using (var change = db.Change())
        {
            if ((await match.Take(FleetDb.PresentForUpdate(change, id, ct), FleetProblems.DeviceNotFound)).Fails(out var device, out var refused))
            {
                return refused;
            }

            var before = DeviceFact.Show(device);
            if (request.Name is { } name)
            {
                device.Rename(name);
            }

            if (request.GroupId is { } wanted && wanted != device.Group)
            {
                if (await structure.FindGroup(change, wanted, ct) is not { } group || !op.Reach.Covers(group.Place))
                {
                    return FleetProblems.UnknownGroup;
                }

                await Move(change, device, group, ct);
            }

            FleetDb.Update(change, device);
            change.Audit(DeviceFact.Of(device, before, DeviceFact.Show(device)));
            if (await change.Commit(ct) is { } problem)
            {
                return problem;
            }
        }

        return await db.Device(op, id, ct) is { } shown ? await views.Show(op, shown, ct) : FleetProblems.DeviceNotFound;
    }

    private async Task Move(Change change, Device device, GroupSummary group, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var score = HealthNode.OfAnalyzers((await AssessmentDb.Scores(change, device.Id, ct)).Values);
        await HealthTree.Move(change, device, group, score, now, ct);
        var from = device.Group;
        device.MoveTo(group);
        change.Publish(new DeviceMoved(device.Id, device.Name, from, device.Group, device.Organization), device.Place);
    }
}
