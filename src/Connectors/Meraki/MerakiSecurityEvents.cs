using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>
/// Security events of MX appliances: files that were scanned and intrusions that were seen, in two shapes that <c>eventType</c> tells apart. They have no id: the key is a digest
/// of all that they say.
/// </summary>
internal static class MerakiSecurityEvents
{
    private const int LeastPage = 3;
    private const int MaxTitle = 200;

    // The API looks back a year at most.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(364);
    private static readonly SeverityTable Priorities = SeverityTable.Words(("1", SeverityId.High), ("2", SeverityId.Medium), ("3", SeverityId.Low), ("4", SeverityId.Informational));
    private static readonly SeverityTable Files = SeverityTable.Words(("malicious", SeverityId.High), ("unknown", SeverityId.Low), ("clean", SeverityId.Informational), ("neutral", SeverityId.Informational));

    public static async Task<Result<ReadPage>> Read(MerakiApi api, ProductHttp http, Connection connection, ReadCall call, DateTimeOffset now, CancellationToken ct)
    {
        // The API refuses what is to come.
        if (call.Since > now && call.Cursor is null)
        {
            return new ReadPage([], null);
        }

        var from = call.Since is { } since && since > now - Longest ? since : now - Longest;
        var query = $"&t0={Moment(from)}&t1={Moment(now)}&sortOrder=ascending";
        var path = $"organizations/{connection.Settings.Text("organization")}/appliance/security/events";
        if ((await MerakiPages.Read(api, http, connection, call, path, query, LeastPage, ct)).Fails(out var page, out var problem))
        {
            // No appliance with the licence is no failure: there is nothing to read.
            return problem.Code == "meraki.rejected" && (problem.Detail.Contains("licen", StringComparison.OrdinalIgnoreCase) || problem.Detail.Contains("not supported", StringComparison.OrdinalIgnoreCase))
                ? new ReadPage([], null)
                : problem;
        }

        var read = page.Documents.Select(Item).ToArray();
        return new ReadPage([.. read.Select(r => r.Item).OfType<ReadItem>()], page.Next) { Rejected = [.. read.Select(r => r.Rejection).OfType<Rejection>()] };
    }

    private static string Moment(DateTimeOffset at) => Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));

    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement seen)
    {
        if (LooseJson.Text(seen, "eventType", 100) is not { } kind)
        {
            return (null, MerakiProblems.NotAnEvent);
        }

        var key = Key(seen);
        if (LooseJson.Time(seen, "ts") is not { } at)
        {
            return (null, MerakiProblems.NoTime(key));
        }

        var record = kind == "File Scanned" ? OfFile(seen, at) : OfIntrusion(seen, kind, at);
        return (new ReadItem(key, ReadKind.Alerts, record.Title, Active: true, at, seen) { Record = record }, null);
    }

    private static DetectionFinding OfFile(JsonElement seen, DateTimeOffset at)
    {
        var disposition = LooseJson.Text(seen, "disposition", 40);
        return new DetectionFinding(Title($"{disposition ?? "A scanned"} file {LooseJson.FirstText(seen, "canonicalName", "uri")}"), Files.Of(disposition), FindingStatus.Unknown, at)
        {
            Types = [.. LooseJson.Texts(seen, "eventType"), .. LooseJson.Texts(seen, "fileType")],
            Disposition = Did(LooseJson.Text(seen, "action", 40)),
            Device = Client(seen),
            SrcEndpoint = End(seen, "srcIp", null),
            DstEndpoint = End(seen, "destIp", "destinationPort"),
            Observables = NormalObservable.All(
                NormalObservable.Of(ObservableType.Hash, LooseJson.Text(seen, "fileHash")),
                NormalObservable.Of(ObservableType.UrlString, LooseJson.Text(seen, "uri")),
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(seen, "srcIp")),
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(seen, "destIp")),
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(seen, "clientIp")),
                NormalObservable.Of(ObservableType.MacAddress, LooseJson.Text(seen, "clientMac"))),
        };
    }

    private static DetectionFinding OfIntrusion(JsonElement seen, string kind, DateTimeOffset at)
    {
        var message = LooseJson.FirstText(seen, "message", "ruleMessage");
        return new DetectionFinding(Title(message ?? kind), Priorities.Of(LooseJson.Text(seen, "priority", 20)), FindingStatus.Unknown, at)
        {
            Analytic = new Analytic(LooseJson.FirstText(seen, "signature", "ruleId"), message),
            Types = [.. LooseJson.Texts(seen, "eventType"), .. LooseJson.Texts(seen, "classification")],
            Disposition = LooseJson.Truth(seen, "blocked") switch { true => Disposition.Blocked, false => Disposition.Allowed, null => Disposition.Unknown },
            Device = Client(seen),
            SrcEndpoint = End(seen, "srcIp", null),
            DstEndpoint = End(seen, "destIp", null),
            Observables = NormalObservable.All(
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(seen, "srcIp")),
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(seen, "destIp")),
                NormalObservable.Of(ObservableType.MacAddress, LooseJson.Text(seen, "clientMac"))),
        };
    }

    private static string Title(string text) => LooseJson.Line(text, MaxTitle) is { Length: > 0 } title ? title : "A security event";

    private static Disposition Did(string? action) => action?.ToLowerInvariant() switch { "blocked" => Disposition.Blocked, "allowed" => Disposition.Allowed, _ => Disposition.Unknown };

    // Addresses of intrusions carry their port.
    private static Endpoint? End(JsonElement seen, string name, string? port) => LooseJson.Text(seen, name) is not { } text || NormalAddress.Ip(text) is not { } ip ? null : new Endpoint
    {
        Ip = [ip],
        Port = NormalAddress.Port(text) ?? (port is not null && ushort.TryParse(LooseJson.Text(seen, port, 10), out var number) ? number : null),
    };

    private static Endpoint? Client(JsonElement seen)
    {
        var mac = NormalAddress.Mac(LooseJson.Text(seen, "clientMac")) ?? NormalAddress.Mac(LooseJson.Text(seen, "deviceMac"));
        var name = LooseJson.FirstText(seen, "clientName", "deviceName");
        return mac is null && name is null ? null : new Endpoint { Uid = mac, Name = name, Mac = mac, SerialNumber = LooseJson.Text(seen, "deviceSerial"), Ip = NormalAddress.Ip(LooseJson.Text(seen, "clientIp")) is { } ip ? [ip] : [] };
    }

    // Whatever the order of its members.
    private static string Key(JsonElement seen) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', seen.EnumerateObject().Select(member => member.ToString()).Order(StringComparer.Ordinal)))));
}
