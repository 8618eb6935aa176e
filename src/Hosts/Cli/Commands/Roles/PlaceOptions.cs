using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary>The options that name a place in the tenant's tree; without one, it is the whole tenant.</summary>
internal sealed class PlaceOptions
{
    public Option<Guid?> Organization { get; } = Inputs.Id("--organization", "At this organization, and below it.");

    public Option<Guid?> Group { get; } = Inputs.Id("--group", "At this group of devices, and below it.");

    public Option<Guid?> Device { get; } = Inputs.Id("--device", "At this device.");

    public Option[] All => [Organization, Group, Device];

    /// <summary>The place as the API names it.</summary>
    /// <exception cref="FailureException">Several were named.</exception>
    public async Task<JsonObject> Scope(Call call, CancellationToken ct)
    {
        var named = new[] { ("ORGANIZATION", call.Get(Organization)), ("GROUP", call.Get(Group)), ("DEVICE", call.Get(Device)) }.Where(n => n.Item2 is not null).ToArray();
        var (level, node) = named switch
        {
            [] => ("TENANT", await Tenant(call, ct)),
            [var (one, id)] => (one, id!.Value),
            _ => throw CliProblems.Together("Name one of --organization, --group and --device."),
        };
        return new JsonObject { ["level"] = level, ["id"] = node };
    }

    private static async Task<Guid> Tenant(Call call, CancellationToken ct)
    {
        using var me = JsonDocument.Parse(await call.Api.Get("api/auth/me", ct));
        return me.RootElement.GetProperty("tenant").GetProperty("id").GetGuid();
    }
}
