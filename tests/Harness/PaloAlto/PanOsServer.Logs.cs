using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.PaloAlto;

public sealed partial class PanOsServer
{
    private const int MaxLogs = 5000;
    private readonly Dictionary<int, LogQuery> logJobs = [];
    private int lastJob = 17;

    /// <summary>What its logs have, oldest first: entries, as they stand.</summary>
    public Dictionary<string, IReadOnlyList<string>> Logs { get; } = new() { ["threat"] = [], ["traffic"] = [], ["system"] = [] };

    /// <summary>How often a job has to be looked after before it is done; until then it has some of the log.</summary>
    public int LooksUntilDone { get; set; } = 1;

    /// <summary>Its ARP table, as entries.</summary>
    public IReadOnlyList<string> Arp { get; set; } = [];

    /// <summary>The firewalls that it manages, as entries.</summary>
    public IReadOnlyList<string> Devices { get; set; } = [];

    /// <summary>An entry of the threat log.</summary>
    public static string Threat(DateTimeOffset at, long sequence, TimeZoneInfo? zone = null, string serial = "007000000000001", bool highResolution = false)
    {
        var clock = TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc);
        var high = highResolution ? clock.ToString("<'high_res_timestamp'>yyyy-MM-ddTHH:mm:ss.fffzzz'</high_res_timestamp>'", CultureInfo.InvariantCulture) : "";
        return $"""
            <entry logid="{sequence % 1000}"><domain>1</domain><receive_time>{Clock(clock)}</receive_time><serial>{serial}</serial><seqno>{sequence}</seqno><type>THREAT</type><subtype>vulnerability</subtype>
            <time_generated>{Clock(clock)}</time_generated>{high}<src>198.51.100.7</src><dst>10.0.0.5</dst><sport>55123</sport><dport>22</dport><proto>tcp</proto><app>ssh</app><rule>allow-ssh</rule>
            <srcuser/><dstuser/><action>reset-both</action><severity>high</severity><direction>client-to-server</direction><threatid>SSH User Authentication Brute Force Attempt</threatid><tid>40015</tid>
            <thr_category>brute-force</thr_category><category>any</category><repeatcnt>3</repeatcnt><device_name>fw-1</device_name></entry>
            """;
    }

    /// <summary>An entry of the traffic log.</summary>
    public static string Traffic(DateTimeOffset at, long sequence) => $"""
        <entry logid="{sequence % 1000}"><receive_time>{Clock(at)}</receive_time><serial>007000000000001</serial><seqno>{sequence}</seqno><type>TRAFFIC</type><subtype>deny</subtype>
        <time_generated>{Clock(at)}</time_generated><src>10.0.0.9</src><dst>203.0.113.9</dst><sport>50000</sport><dport>25</dport><proto>tcp</proto><app>smtp</app><rule>deny-smtp</rule>
        <action>deny</action><repeatcnt>1</repeatcnt><device_name>fw-1</device_name></entry>
        """;

    /// <summary>An entry of the system log.</summary>
    public static string System(DateTimeOffset at, long sequence) => $"""
        <entry logid="{sequence % 1000}"><receive_time>{Clock(at)}</receive_time><serial>007000000000001</serial><seqno>{sequence}</seqno><type>SYSTEM</type><subtype>auth</subtype>
        <time_generated>{Clock(at)}</time_generated><eventid>auth-fail</eventid><module>general</module><severity>medium</severity><opaque>failed authentication for user admin. From: 198.51.100.7.</opaque>
        <device_name>fw-1</device_name></entry>
        """;

    /// <summary>A firewall in the list of a Panorama.</summary>
    public static string Device(int number) => $"""
        <entry name="0070000000001{number:00}"><serial>0070000000001{number:00}</serial><connected>{(number % 2 == 0 ? "yes" : "no")}</connected><hostname>fw-{number}</hostname>
        <ip-address>192.0.2.{number + 10}</ip-address><mac-addr/><model>PA-440</model><sw-version>10.2.7</sw-version><multi-vsys>no</multi-vsys>
        <vsys><entry name="vsys1"><display-name>vsys1</display-name></entry></vsys></entry>
        """;

    private static string Clock(DateTimeOffset at) => at.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture);

    private Task Enqueue(HttpContext http, Dictionary<string, string> form)
    {
        var count = int.Parse(form.GetValueOrDefault("nlogs", "20"), CultureInfo.InvariantCulture);
        if (!Logs.TryGetValue(form["log-type"], out var log) || count > MaxLogs)
        {
            return Error(http, 17, "Invalid log query");
        }

        // The clock in a query is the device's own, and is compared as it stands.
        var since = ReceivedSince().Match(form.GetValueOrDefault("query", "")) is { Success: true } bound ? bound.Groups[1].Value : null;
        var found = log.Where(entry => since is null || (XElement.Parse(entry).Element("receive_time") is { } at && string.CompareOrdinal(at.Value, since) >= 0));
        found = form.GetValueOrDefault("dir") == "forward" ? found : found.Reverse();
        lock (all)
        {
            logJobs[++lastJob] = new LogQuery([.. found.Skip(int.Parse(form.GetValueOrDefault("skip", "0"), CultureInfo.InvariantCulture)).Take(count)]);
            return Success(http, $"<result><msg><line>query job enqueued with jobid {lastJob}</line></msg><job>{lastJob}</job></result>", " code=\"19\"");
        }
    }

    private Task LogJob(HttpContext http, string id)
    {
        lock (all)
        {
            if (!int.TryParse(id, out var number) || !logJobs.TryGetValue(number, out var job))
            {
                return Error(http, 7, $"job {id} not found");
            }

            var done = job.Looks++ >= LooksUntilDone;
            string[] logs = done ? job.Found : job.Found[..(job.Found.Length / 2)];
            return Success(http, $"""
                <result><job><tenq>05:10:06</tenq><tdeq>05:10:06</tdeq><tlast>{(done ? "05:10:07" : "16:00:00")}</tlast><status>{(done ? "FIN" : "ACT")}</status><id>{id}</id><cached-logs>{logs.Length}</cached-logs></job>
                <log><logs count="{logs.Length}" progress="{(done ? 100 : 50)}">{string.Concat(logs)}</logs></log></result>
                """);
        }
    }

    [GeneratedRegex("receive_time geq '([^']*)'")]
    private static partial Regex ReceivedSince();

    private sealed record LogQuery(string[] Found)
    {
        public int Looks { get; set; }
    }
}
