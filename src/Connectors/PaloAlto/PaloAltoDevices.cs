using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.XPath;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>What there is: the firewalls of a Panorama, or a firewall itself and the machines that it has spoken to on its own networks.</summary>
internal static partial class PaloAltoDevices
{
    private const int MaxName = 200;

    /// <summary>All is asked for each time and cut by key: the device knows no pages here.</summary>
    public static async Task<Result<ReadPage>> Page(PaloAltoApi api, Connection connection, ReadCall call, DateTimeOffset now, CancellationToken ct)
    {
        if (call.Cursor is { } cursor && !Key().IsMatch(cursor))
        {
            return PaloAltoProblems.BadCursor;
        }

        var info = await api.Op(connection, PaloAltoSystem.Info, ct);
        if (info.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (PaloAltoSystem.Of(info) is not { } system)
        {
            return api.Http.NotTheProduct(changes: false).AsProblem();
        }

        var panorama = PaloAltoSystem.IsPanorama(system);
        var list = await api.Op(
            connection,
            panorama ? Show("devices", new XElement("all")) : Show("arp", new XElement("entry", new XAttribute("name", "all"))),
            ct,
            PaloAltoApi.MaxListBytes);
        if (list.Failure is { } unread)
        {
            return unread.AsProblem();
        }

        if (list.Result is null)
        {
            return api.Http.NotTheProduct(changes: false).AsProblem();
        }

        var read = panorama
            ? [.. list.Result.XPathSelectElements("devices/*").Select(entry => Managed(PaloAltoXml.ToJson(entry), now))]
            : list.Result.XPathSelectElements("entries/*").Select(entry => Neighbour(PaloAltoXml.ToJson(entry), now)).Prepend(Itself(PaloAltoXml.ToJson(system), now)).ToArray();
        var after = read.Select(one => one.Item).OfType<ReadItem>()
            .Where(item => (call.Since is null || item.ChangedAt >= call.Since) && string.CompareOrdinal(item.Key, call.Cursor) > 0)
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Take(call.Limit + 1)
            .ToArray();
        return new ReadPage(after[..Math.Min(after.Length, call.Limit)], after.Length > call.Limit ? after[call.Limit - 1].Key : null)
        {
            Rejected = call.Cursor is null ? [.. read.Select(one => one.Rejection).OfType<Rejection>()] : [],
        };
    }

    private static (ReadItem? Item, Rejection? Rejection) Managed(JsonElement entry, DateTimeOffset now) =>
        Firewall(entry, LooseJson.FirstText(entry, "serial", "@name"), now, LooseJson.Text(entry, "connected", 10) switch { "yes" => true, "no" => false, _ => null });

    private static (ReadItem? Item, Rejection? Rejection) Itself(JsonElement system, DateTimeOffset now) => Firewall(system, LooseJson.Text(system, "serial"), now, connected: true);

    private static (ReadItem? Item, Rejection? Rejection) Firewall(JsonElement entry, string? serial, DateTimeOffset now, bool? connected)
    {
        if (serial is null || !Key().IsMatch(serial))
        {
            return (null, PaloAltoProblems.NoSerial);
        }

        var name = LooseJson.Text(entry, "hostname", MaxName);
        var device = new Endpoint
        {
            Uid = serial,
            SerialNumber = serial,
            Name = name,
            Hostname = name,
            Ip = [.. new[] { "ip-address", "ipv6-address" }.Select(path => NormalAddress.Ip(LooseJson.Text(entry, path, 100))).OfType<string>()],
            Mac = NormalAddress.Mac(LooseJson.FirstText(entry, "mac-addr", "mac-address")),
            Os = LooseJson.Text(entry, "sw-version", 60) is { } version ? $"PAN-OS {version}" : null,
            Type = "firewall",
        };
        return Item(serial, name ?? serial, active: true, device, connected switch { true => "connected", false => "disconnected", null => null }, connected == true ? now : null, entry, now);
    }

    // An entry without an address of the network card is one that nobody answered for.
    private static (ReadItem? Item, Rejection? Rejection) Neighbour(JsonElement entry, DateTimeOffset now)
    {
        if (NormalAddress.Ip(LooseJson.Text(entry, "ip", 100)) is not { } ip)
        {
            return (null, PaloAltoProblems.NoAddress);
        }

        // Two networks of one firewall may both have the address.
        var key = LooseJson.Text(entry, "interface", 40) is { } network && Key().IsMatch(network) ? $"arp:{network}:{ip}" : $"arp:{ip}";
        var mac = NormalAddress.Mac(LooseJson.Text(entry, "mac", 40));
        return Item(key, ip, mac is not null, new Endpoint { Uid = key, Name = ip, Ip = [ip], Mac = mac }, mac is null ? "incomplete" : "seen", mac is null ? null : now, entry, now);
    }

    private static (ReadItem? Item, Rejection? Rejection) Item(string key, string title, bool active, Endpoint device, string? state, DateTimeOffset? seen, JsonElement entry, DateTimeOffset now) =>
        (new ReadItem(key, ReadKind.Assets, LooseJson.Line(title, MaxName) is { Length: > 0 } line ? line : key, active, now, entry)
        {
            Record = new InventoryInfo(device, now)
            {
                State = state,
                LastSeenTime = seen,
                Groups = [.. new[] { LooseJson.Text(entry, "interface", 100) }.OfType<string>()],
            },
        }, null);

    private static XElement Show(string what, XElement which) => new("show", new XElement(what, which));

    [GeneratedRegex(@"\A[0-9A-Za-z:._/-]{1,100}\z")]
    private static partial Regex Key();
}
