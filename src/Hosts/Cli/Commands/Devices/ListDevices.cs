using System.CommandLine;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Devices;

/// <summary><c>holdfast devices list</c>.</summary>
internal static class ListDevices
{
    public static Command Make(Shell shell)
    {
        var group = Inputs.Id("--group", "Only devices of this group.");
        var organization = Inputs.Id("--organization", "Only devices of this organization.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List devices, the newest first.

            The score goes from 1 (bad) to 100 (good); a dash means that nothing was analysed yet. The standing is the worse of what the score and the open findings say.

            Examples:
              holdfast devices list
              holdfast devices list --group 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast devices list --json | jq -r '.items[] | select(.status == "OFFLINE") | .name'
            """, [group, organization, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of(
                    "api/devices",
                    ("groupId", call.Get(group)),
                    ("organizationId", call.Get(organization)),
                    ("limit", call.Get(page.Limit)),
                    ("cursor", call.Get(page.Cursor))),
                ct),
            "No devices. To add one, open Fleet in the browser and choose \"Add a device\".",
            ("Name", d => d.Text("name")),
            ("Status", d => d.Word("status")),
            ("Score", d => d.Score("score")),
            ("Standing", d => d.Word("standing")),
            ("Findings", d => d.Text("openFindings")),
            ("Organization", d => d.Text("organizationName")),
            ("Group", d => d.Text("groupName")),
            ("System", d => $"{d.Text("osName")} {d.Text("osVersion")}"),
            ("Last seen", d => d.At("lastSeenAt")),
            ("Id", d => d.Text("id"))));
    }
}
