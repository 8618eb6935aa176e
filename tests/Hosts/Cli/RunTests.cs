using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast actions</c>.</summary>
public sealed class RunTests(TestServer server)
{
    private const string Id = "0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f";
    private const string Digest = "6f1c0a5d6f1c0a5d6f1c0a5d6f1c0a5d6f1c0a5d6f1c0a5d6f1c0a5d6f1c0a5d";

    [Fact]
    public async Task A_run_is_listed_shown_started_and_its_failure_is_11()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("actions", "list")).Expect(0).Out.Trim().ShouldBe("No runs.");
            var integration = (await tenant.Admin.Post(
                "/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = "https://grafana.invalid" }, secret = new { token = "glsa_1" } })).Expect(201).Id;
            var planned = (await tenant.Admin.Post("/api/action-runs", new { through = integration, action = "grafana.annotate", parameters = new { text = "an outage" } })).Expect(201);

            var list = (await user.Run("actions", "list", "--state", "planned")).Expect(0).Out;
            list.Split('\n')[0].ShouldStartWith("STATE    RISK");
            list.ShouldContain(planned.Id);
            (await user.Run("actions", "list", "--state", "awaiting-approval")).Expect(0).Out.ShouldNotContain(planned.Id);
            var shown = (await user.Run("actions", "show", planned.Id)).Expect(0).Out;
            shown.ShouldContain(planned.Text("digest"));
            shown.ShouldContain("an outage");
            (await user.Run("actions", "show", planned.Id, "--json")).Expect(0).Out.ShouldBe((await tenant.Admin.Get($"/api/action-runs/{planned.Id}")).Body + Environment.NewLine);

            (await user.Run("actions", "check", planned.Id)).Expect(7);
            (await user.Run("actions", "approve", planned.Id, Digest)).Expect(7);
            (await user.Run("actions", "start", planned.Id)).Expect(11).Out.ShouldContain("FAILED");
            (await user.Run("actions", "undo", planned.Id)).Expect(7);
            (await user.Run("actions", "reject", planned.Id)).Expect(7);
            (await user.Run("actions", "show", Id)).Expect(6);
        }
    }

    [Theory]
    [InlineData("approve", Digest, "DONE", 0)]
    [InlineData("reject", null, "REJECTED", 0)]
    [InlineData("undo", null, "AWAITING_APPROVAL", 0)]
    [InlineData("undo", null, "DONE", 0)]
    [InlineData("check", null, "DONE", 0)]
    [InlineData("check", null, "FAILED", 11)]
    [InlineData("start", null, "UNKNOWN", 11)]
    public async Task A_decision_is_sent_to_the_run_and_the_run_is_shown(string what, string? digest, string state, int exitCode)
    {
        await using var scripted = new ScriptedServer(ScriptedServer.Ok($$"""
            {"id":"{{Id}}","state":"{{state}}","risk":"HIGH","action":"grafana.annotate","actionName":"Annotate","throughName":"Grafana","summary":"Adds \u001b[31ma note","digest":"{{Digest}}",
             "requestedBy":{"kind":"USER","name":"ann"},"createdAt":"2026-01-31T08:00:00Z","approval":{"by":{"name":"bob"},"at":"2026-01-31T08:01:00Z"},"canBeUndone":true,"version":2}
            """));
        using var user = new CommandLineUser(scripted.Address);

        var ran = (await user.Run(["actions", what, Id, .. digest is null ? [] : new[] { digest }, "--token", "abc"], null, ("HOLDFAST_SERVER", scripted.Address.ToString()))).Expect(exitCode);

        ran.Out.ShouldContain(state);
        ran.Out.ShouldContain("2026-01-31 08:01:00Z by bob");
        ran.Out.ShouldContain("Adds <001B>[31ma note");
        var sent = scripted.Requests.ShouldHaveSingleItem();
        sent.ShouldStartWith($"POST /api/action-runs/{Id}/{what} ");
        if (digest is not null)
        {
            ((string?)JsonNode.Parse(sent.Split("\r\n\r\n", 2)[1])!["digest"]).ShouldBe(digest);
        }
    }
}
