using System.Text.Json;
using Holdfast.Connectors.PaloAlto;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Outbound;
using Holdfast.Tests.Harness.PaloAlto;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors.PaloAlto;

/// <summary>What every connector owes, of PAN-OS; with an API key and with a password.</summary>
public abstract class PaloAltoCompliance : ConnectorCompliance
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-01T12:00:00Z");
    private readonly OutboundClient outbound = Outbounds.Loopback();
    private int changes;

    protected PanOsServer Server { get; private set; } = null!;

    protected override IConnector Connector => field ??= new PaloAltoConnector(outbound, TimeProvider.System);

    protected override object GoodSettings => new { url = Server.Url, user = Server.User, trafficFilter = "(action neq allow)", threatFilter = "(severity geq medium)" };

    protected override IReadOnlyDictionary<string, object> GoodParameters { get; } = new Dictionary<string, object>
    {
        ["paloalto.block_address"] = new { address = "198.51.100.7", seconds = 3600 },
        ["paloalto.unblock_address"] = new { address = "2001:db8::7" },
        ["paloalto.add_address_object"] = new { name = "bad-1", value = "198.51.100.0/24", description = "From a test", tags = new[] { "soc" } },
        ["paloalto.remove_address_object"] = new { name = "old-1" },
        ["paloalto.add_to_group"] = new { group = "blocked", name = "bad-2" },
        ["paloalto.remove_from_group"] = new { group = "blocked", name = "bad-3" },
        ["paloalto.commit"] = new { },
    };

    protected override ProductServer Product => Server;

    public override async ValueTask InitializeAsync() => Server = await PanOsServer.Start();

    public override async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        outbound.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override void Prepare(string action)
    {
        switch (action)
        {
            case "paloalto.block_address":
                Server.Unregister("198.51.100.7", "holdfast-block");
                break;
            case "paloalto.unblock_address":
                Server.Register("2001:db8::7", "holdfast-block");
                break;
            case "paloalto.add_address_object":
                Server.Configure(true, "address", "bad-1", null);
                break;
            case "paloalto.remove_address_object":
                Server.Configure(true, "address", "old-1", "<ip-netmask>203.0.113.9</ip-netmask><description>by hand</description><tag><member>soc</member></tag>");
                break;
            case "paloalto.add_to_group" or "paloalto.remove_from_group":
                Server.Configure(true, "address-group", "blocked", "<static><member>bad-0</member><member>bad-3</member></static>");
                break;
            default:
                Server.Configure(false, "address", $"change-{++changes}", "<ip-netmask>203.0.113.10</ip-netmask>");
                break;
        }
    }

    protected override void Stock(string read, int count)
    {
        Server.IsPanorama = read == "paloalto.devices";
        Server.Devices = [.. Enumerable.Range(1, count).Select(PanOsServer.Device)];
        Server.Logs["threat"] = [.. Enumerable.Range(1, count).Select(i => PanOsServer.Threat(Noon.AddSeconds(i), i))];
        Server.Logs["traffic"] = [.. Enumerable.Range(1, count).Select(i => PanOsServer.Traffic(Noon.AddSeconds(i), i))];
        Server.Logs["system"] = [.. Enumerable.Range(1, count).Select(i => PanOsServer.System(Noon.AddSeconds(i), i))];
    }

    protected override string Sample(string read) => read switch
    {
        "paloalto.threats" => PanOsServer.Threat(Noon, 1, highResolution: true),
        "paloalto.traffic" => PanOsServer.Traffic(Noon, 1),
        "paloalto.system_log" => PanOsServer.System(Noon, 1),
        _ => PanOsServer.Device(2),
    };

    protected override IReadOnlyList<string> Mutations(string sample) => XmlMutations.Of(sample);

    protected override JsonElement WellFormed(string sample, JsonElement kept) => XmlMutations.Json(sample);

    protected override void StockRaw(string read, IReadOnlyList<string> documents)
    {
        Server.IsPanorama = read == "paloalto.devices";
        Server.Devices = documents;
        Server.Logs["threat"] = Server.Logs["traffic"] = Server.Logs["system"] = documents;
    }
}

public sealed class PaloAltoByKeyTests : PaloAltoCompliance
{
    protected override IReadOnlyDictionary<string, string> GoodSecrets => new Dictionary<string, string> { ["apiKey"] = Server.ApiKey };

    protected override IReadOnlyDictionary<string, string> BadSecrets => new Dictionary<string, string> { ["apiKey"] = "LUFRPT1Ob0tleU9mVGhpc0RldmljZQ==" };
}

public sealed class PaloAltoByPasswordTests : PaloAltoCompliance
{
    protected override IReadOnlyDictionary<string, string> GoodSecrets => new Dictionary<string, string> { ["password"] = Server.Password };

    protected override IReadOnlyDictionary<string, string> BadSecrets => new Dictionary<string, string> { ["password"] = "another password altogether" };
}
