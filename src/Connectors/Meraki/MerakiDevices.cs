using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>Devices of the organization, each with its availability, which is another list.</summary>
internal static class MerakiDevices
{
    private const int LeastPage = 3;
    private const int SerialsAtOnce = 100;

    public static async Task<Result<ReadPage>> Read(MerakiApi api, ProductHttp http, Connection connection, ReadCall call, DateTimeOffset now, CancellationToken ct)
    {
        var path = $"organizations/{connection.Settings.Text("organization")}/devices";
        if ((await MerakiPages.Read(api, http, connection, call, path, "", LeastPage, ct)).Fails(out var page, out var problem))
        {
            return problem;
        }

        if ((await Availabilities(api, http, connection, path, [.. page.Documents.Select(d => LooseJson.Text(d, "serial", 60)).OfType<string>().Distinct()], ct)).Fails(out var states, out var unread))
        {
            return unread;
        }

        var items = new List<ReadItem>();
        var rejected = new List<Rejection>();
        foreach (var device in page.Documents)
        {
            if (LooseJson.Text(device, "serial", 400) is not { } serial)
            {
                rejected.Add(MerakiProblems.NoId);
            }
            else if (Item(device, serial, states.TryGetValue(serial, out var state) ? state : default, now) is var item && (call.Since is null || item.ChangedAt >= call.Since))
            {
                items.Add(item);
            }
        }

        return new ReadPage(items, page.Next) { Rejected = rejected };
    }

    private static async Task<Result<Dictionary<string, JsonElement>>> Availabilities(MerakiApi api, ProductHttp http, Connection connection, string path, string[] serials, CancellationToken ct)
    {
        var states = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var some in serials.Chunk(SerialsAtOnce))
        {
            var answer = await api.Get(connection, $"{path}/availabilities?perPage=1000{string.Concat(some.Select(s => $"&serials[]={Uri.EscapeDataString(s)}"))}", ct);
            if (answer.Failure is { } failure)
            {
                return failure.AsProblem();
            }

            if (answer.List is not { } list)
            {
                return http.NotTheProduct(changes: false).AsProblem();
            }

            foreach (var state in list)
            {
                if (LooseJson.Text(state, "serial", 60) is { } serial)
                {
                    states[serial] = state;
                }
            }
        }

        return states;
    }

    private static ReadItem Item(JsonElement device, string serial, JsonElement state, DateTimeOffset now)
    {
        var name = LooseJson.Line(LooseJson.FirstText(device, "name", "mac") ?? serial, 200);
        var endpoint = new Endpoint
        {
            Uid = serial,
            Name = name,
            Ip = [.. new[] { "lanIp", "wan1Ip", "wan2Ip" }.Select(n => NormalAddress.Ip(LooseJson.Text(device, n))).OfType<string>().Distinct()],
            Mac = NormalAddress.Mac(LooseJson.Text(device, "mac")),
            Os = LooseJson.Text(device, "firmware"),
            Type = LooseJson.FirstText(device, "productType", "model"),
            SerialNumber = serial,
        };
        var record = new InventoryInfo(endpoint, now)
        {
            State = LooseJson.Text(state, "status", 40),
            Groups = [.. LooseJson.Texts(device, "networkId"), .. LooseJson.Texts(device, "tags")],
        };
        return new ReadItem(serial, ReadKind.Assets, name, Active: true, LooseJson.Time(device, "configurationUpdatedAt") ?? now, Merged(device, state)) { Record = record };
    }

    // As text: a document from outside may name one member twice, which objects cannot.
    private static JsonElement Merged(JsonElement device, JsonElement state) =>
        state.ValueKind == JsonValueKind.Object && device.GetRawText().TrimEnd() is var text
            ? LooseJson.Parse(Encoding.UTF8.GetBytes($"{text[..^1]},\"availability\":{state.GetRawText()}}}")) ?? device
            : device;
}
