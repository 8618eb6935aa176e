using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>An inventory on the wire and in its row.</summary>
/// <param name="At">When the machine was looked at.</param>
/// <param name="System">The operating system.</param>
/// <param name="Hardware">Processor, memory, disks.</param>
/// <param name="Software">Installed packages.</param>
/// <param name="Updates">Packages that could be newer.</param>
/// <param name="Users">Local accounts.</param>
/// <param name="Listeners">Sockets that listen.</param>
/// <param name="Truncated">Names of the lists that were cut at their bound.</param>
/// <param name="Notes">What could not be read, and why.</param>
internal sealed record InventoryView(
    DateTimeOffset At,
    SystemFacts System,
    HardwareFacts Hardware,
    IReadOnlyList<SoftwareItem> Software,
    IReadOnlyList<AvailableUpdate> Updates,
    IReadOnlyList<LocalUser> Users,
    IReadOnlyList<Listener> Listeners,
    IReadOnlyList<string> Truncated,
    IReadOnlyList<string> Notes)
{
    public static InventoryView From(InventoryDocument document) => new(
        document.At, document.System, document.Hardware, document.Software, document.Updates, document.Users, document.Listeners, document.Truncated, document.Notes);
}

/// <summary>What a device was and had when it last looked.</summary>
internal sealed class GetInventory(TelemetryDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/devices/{id}/inventory", (DeviceId id, GetInventory feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<InventoryView>> Handle(OpContext op, DeviceId id, CancellationToken ct) =>
        await db.Inventory(op, id, ct) is { } found ? Json.Parse<InventoryView>(found.Document) : FleetProblems.InventoryNotFound;
}
