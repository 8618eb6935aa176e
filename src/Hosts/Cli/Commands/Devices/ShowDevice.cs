using System.CommandLine;
using System.Text.Json;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Devices;

/// <summary><c>holdfast devices show</c>.</summary>
internal static class ShowDevice
{
    public static Command Make(Shell shell)
    {
        var id = Inputs.Id("The device.");
        return ApiCommand.Make(shell, "show", """
            Show one device: its score, what the score is made of, and its open findings with their evidence.

            With --json: {"device": …, "health": …}, the answers of /api/devices/ID and /api/health/device/ID.

            Examples:
              holdfast devices show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast devices show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --json | jq .health.score
            """, [id], async (call, ct) =>
        {
            var api = call.Api;
            var device = await api.Get($"api/devices/{call.Get(id)}", ct);
            var health = await api.Get($"api/health/device/{call.Get(id)}", ct);
            call.Report.Show([("device", device), ("health", health)], answers => Blocks(answers[0], answers[1]));
        });
    }

    private static IEnumerable<Block> Blocks(JsonElement device, JsonElement health)
    {
        yield return new Facts(
            ("Name", device.Text("name")),
            ("Id", device.Text("id")),
            ("Status", device.Word("status")),
            ("Last seen", device.At("lastSeenAt")),
            ("Score", health.Score("score")),
            ("Standing", health.Word("standing")),
            ("Oldest part", health.At("oldestPartAt")),
            ("Open findings", device.Text("openFindings")),
            ("Organization", device.Text("organizationName")),
            ("Group", device.Text("groupName")),
            ("Host name", device.Text("hostname")),
            ("System", $"{device.Text("osName")} {device.Text("osVersion")} {device.Text("architecture")}"),
            ("Sensor", device.Text("sensorVersion")),
            ("Enrolled", device.At("enrolledAt")));
        yield return new Heading("What the score is made of");
        yield return Report.GridOf(
            health.List("parts"),
            "Nothing was analysed yet.",
            [("Analyzer", p => p.Text("name")), ("Score", p => p.Score("score")), ("Standing", p => p.Word("standing")), ("Findings", p => p.Text("openFindings")), ("Computed", p => p.At("computedAt"))]);
        yield return new Heading("Open findings");
        yield return Report.GridOf(
            health.List("findings"),
            "None.",
            [
                ("Severity", f => f.Word("severity")),
                ("Points", f => f.Text("points")),
                ("Rule", f => f.Text("rule")),
                ("Title", f => f.Text("title")),
                ("Since", f => f.At("firstSeenAt")),
                ("Last seen", f => f.At("lastSeenAt")),
                ("Id", f => f.Text("id")),
            ]);
        foreach (var finding in health.List("findings"))
        {
            yield return new Heading($"Evidence of {finding.Text("rule")}");
            yield return new Paragraph(finding.Text("detail"));
            yield return Report.GridOf(
                finding.List("evidence"),
                "None is kept.",
                [("At", e => e.At("at")), ("Kind", e => e.Text("kind")), ("Summary", e => e.Text("summary"))]);
        }
    }
}
