using System.Globalization;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>One entry of a log. Any element may be missing or empty; its id is device, log and sequence number, because a logid is unique in one reply only.</summary>
internal static class PaloAltoLogEntry
{
    private const int MaxTitle = 200;
    private const int MaxSerial = 60;

    public static (ReadItem? Item, Rejection? Rejection, PaloAltoSeen? Seen) Read(JsonElement entry, string log, TimeZoneInfo zone)
    {
        if (!ulong.TryParse(LooseJson.Text(entry, "seqno", 24), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return (null, PaloAltoProblems.NoSequence, null);
        }

        var serial = LooseJson.Line(LooseJson.FirstText(entry, "serial", "device_name") ?? "-", MaxSerial);
        var key = string.Create(CultureInfo.InvariantCulture, $"{serial}:{log}:{sequence}");

        // The only one with an offset comes first; the others are the device's clock.
        var time = LooseJson.Time(entry, "high_res_timestamp", zone) ?? LooseJson.Time(entry, "time_generated", zone) ?? LooseJson.Time(entry, "receive_time", zone);
        if (time is not { } at)
        {
            return (null, PaloAltoProblems.NoTime(key), null);
        }

        var record = log switch
        {
            "threat" => Threat(entry, at, serial),
            "traffic" => Traffic(entry, at, serial),
            _ => OfSystem(entry, at, serial),
        };
        return (new ReadItem(key, ReadKind.Alerts, record.Title, Active: true, at, entry) { Record = record }, null, new PaloAltoSeen(serial, sequence));
    }

    // "threatid" is the name, "tid" the number; "category" is of the address and not of the threat.
    private static DetectionFinding Threat(JsonElement entry, DateTimeOffset at, string serial)
    {
        var name = LooseJson.FirstText(entry, "threatid", "tid", "misc");
        var subtype = LooseJson.Text(entry, "subtype", 60);
        var source = NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(entry, "src", 100));
        var destination = NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(entry, "dst", 100));

        // What a server sent to a client was sent by the connection's destination.
        var fromServer = LooseJson.Text(entry, "direction", 40) is "server-to-client" or "1";
        return Connection(entry, Title(name ?? (subtype is null ? null : $"A threat of type {subtype}"), "A threat"), SeverityTable.Usual.Of(LooseJson.Text(entry, "severity", 40)), at, serial) with
        {
            Analytic = new Analytic(LooseJson.Text(entry, "tid", 60), name),
            Types = [.. new[] { subtype, LooseJson.Text(entry, "thr_category", 100) }.OfType<string>().Distinct()],
            Observables = NormalObservable.All(
                fromServer ? destination : source,
                fromServer ? source : destination,
                NormalObservable.Of(ObservableType.Hash, LooseJson.Text(entry, "filedigest", 100)),
                subtype == "url" ? Url(LooseJson.Text(entry, "misc", 400)) : null,
                NormalObservable.Of(ObservableType.UserName, LooseJson.Text(entry, "srcuser", 300))),
        };
    }

    private static DetectionFinding Traffic(JsonElement entry, DateTimeOffset at, string serial)
    {
        var (action, app) = (LooseJson.Text(entry, "action", 40) ?? "unknown", LooseJson.Text(entry, "app", 60) ?? "unknown");
        var title = Title($"Traffic {action}: {app} from {LooseJson.Text(entry, "src", 60) ?? "?"} to {LooseJson.Text(entry, "dst", 60) ?? "?"}", "Traffic");
        return Connection(entry, title, SeverityId.Low, at, serial) with
        {
            Analytic = new Analytic(null, LooseJson.Text(entry, "rule", 200)),
            Types = ["traffic"],
            Observables = NormalObservable.All(
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(entry, "src", 100)),
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(entry, "dst", 100)),
                NormalObservable.Of(ObservableType.UserName, LooseJson.Text(entry, "srcuser", 300))),
        };
    }

    private static DetectionFinding OfSystem(JsonElement entry, DateTimeOffset at, string serial) =>
        new(Title(LooseJson.FirstText(entry, "opaque", "eventid"), "A system event"), SeverityTable.Usual.Of(LooseJson.Text(entry, "severity", 40)), FindingStatus.Unknown, at)
        {
            Desc = LooseJson.Text(entry, "opaque"),
            FirstSeenTime = at,
            Analytic = new Analytic(LooseJson.Text(entry, "eventid", 200), LooseJson.Text(entry, "eventid", 200)),
            Types = [.. new[] { LooseJson.Text(entry, "subtype", 60), LooseJson.Text(entry, "module", 60) }.OfType<string>().Distinct()],
            Device = Device(entry, serial),
        };

    private static DetectionFinding Connection(JsonElement entry, string title, SeverityId severity, DateTimeOffset at, string serial) =>
        new(title, severity, FindingStatus.Unknown, at)
        {
            FirstSeenTime = at,
            Disposition = LooseJson.Text(entry, "action", 40) switch
            {
                "allow" or "alert" or "continue" or "wildcard" => Disposition.Allowed,
                "deny" or "drop" or "drop-packet" or "drop-icmp" or "reset-client" or "reset-server" or "reset-both" or "block" or "block-url" or "block-ip"
                    or "block-continue" or "block-override" or "random-drop" or "sinkhole" or "syncookie-sent" => Disposition.Blocked,
                _ => Disposition.Unknown,
            },
            Count = LooseJson.Number(entry, "repeatcnt") is { } count && count is >= 1 and <= 1_000_000_000 ? (long)count : 1,
            Device = Device(entry, serial),
            SrcEndpoint = End(entry, "src", "sport"),
            DstEndpoint = End(entry, "dst", "dport"),
            User = LooseJson.FirstText(entry, "srcuser", "dstuser"),
        };

    // An address without its scheme.
    private static Observable? Url(string? text) =>
        text is null ? null : NormalObservable.Of(ObservableType.UrlString, text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}");

    private static Endpoint? End(JsonElement entry, string address, string port) =>
        NormalAddress.Ip(LooseJson.Text(entry, address, 100)) is { } ip
            ? new Endpoint { Ip = [ip], Port = LooseJson.Number(entry, port) is { } number && number is > 0 and <= 65_535 ? (int)number : null } : null;

    private static Endpoint Device(JsonElement entry, string serial) =>
        new() { Uid = serial, SerialNumber = serial, Name = LooseJson.Text(entry, "device_name", 200), Type = "firewall" };

    private static string Title(string? text, string otherwise) => LooseJson.Line(text ?? "", MaxTitle) is { Length: > 0 } title ? title : otherwise;
}
