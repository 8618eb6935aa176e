using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.System.Journeys;

/// <summary>
/// The main job on real parts: the real sensor reads this machine and a log file into which a burst of failed ssh log-ins is written; the
/// burst becomes a finding, a lower score, a ticket, an executed action, delivered webhooks, and audit entries that verify offline.
/// </summary>
public sealed class SignalToProofTests
{
    [Theory]
    [InlineData("api,worker,ingest,sophia")]
    [InlineData("api", "worker", "ingest", "sophia")]
    public async Task A_burst_of_failed_log_ins_becomes_an_authorised_audited_action(params string[] roles)
    {
        await using var deployment = await Deployment.Start(roles);
        await using var grafana = await GrafanaServer.Start();
        await using var receiver = await Receiver.Start();

        var tenant = await TestTenant.Register(deployment.Address, "Journey Ltd");
        var admin = tenant.Admin;
        var group = await tenant.NewGroup(await tenant.NewOrganization("North"));
        var analyst = await tenant.NewUser("USER");

        var integration = (await admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201);
        integration.Body.ShouldNotContain(grafana.Token);
        ((bool)(await admin.Post($"/api/integrations/{integration.Id}/test")).Expect(200).Json["ok"]!).ShouldBeTrue();

        var webhook = (await admin.Post("/api/admin/webhooks", new { url = receiver.Url, events = new[] { "*" } })).Expect(201);

        var log = deployment.Folder("auth.log");
        await File.WriteAllTextAsync(log, "", TestContext.Current.CancellationToken);
        await using var sensor = await Enrol(deployment, admin, group, log);
        var device = await Eventually.Get("the device to report", () => Online(analyst));
        await ShowsThisMachine(analyst, (string)device["id"]!);

        await Plant(log, "203.0.113.7", 25);
        var ticket = await Eventually.Get("a ticket", async () => (await analyst.Get("/api/tickets?execution=PENDING")).Expect(200).Json["items"]!.AsArray().FirstOrDefault());
        ((string?)ticket["rule"]).ShouldBe("ssh.brute_force");
        await ScoresExplainThemselves(admin, tenant, (string)ticket["findingId"]!, (string)device["id"]!, group);

        var executed = (await analyst.Post($"/api/tickets/{(string)ticket["id"]!}/execute")).Expect(200);
        executed.Text("execution").ShouldBe("EXECUTED", executed.Body);
        executed.Json["executedAt"].ShouldNotBeNull();
        grafana.Annotations.ShouldHaveSingleItem().Text.ShouldContain("203.0.113.7");

        var secret = webhook.Text("secret");
        foreach (var name in new[] { "finding.raised", "ticket.opened", "ticket.executed" })
        {
            await Eventually.Holds($"webhook {name}", () => Task.FromResult(receiver.All.Any(r => (string?)JsonNode.Parse(r.Body)!["type"] == name)));
        }

        receiver.All.ShouldAllBe(r => r.IsSignedWith(secret));
        await Eventually.Holds("deliveries to be shown as succeeded", async () => (await admin.Get($"/api/admin/webhooks/{webhook.Id}/deliveries")).Json["items"]!.AsArray()
            .Count(d => (string?)d!["status"] == "SUCCEEDED") >= 3);

        await EntriesVerifyOffline(deployment, tenant);
        (await sensor.Terminate(TimeSpan.FromSeconds(10))).Code.ShouldBe(0, sensor.Text);
    }

    private static async Task<RunningProgram> Enrol(Deployment deployment, ApiClient admin, string group, string log)
    {
        var token = (await admin.Post("/api/enrollment-tokens", new { groupId = group, expiresInMinutes = 10, maxUses = 1 })).Expect(201).Text("token");
        var data = deployment.Folder("sensor");
        var program = await PublishedSensor.Program();
        var (code, output) = await RunningProgram.Run(program, ["enroll", "--server", $"{deployment.Address}", "--token", token, "--data", data]);
        code.ShouldBe(0, output);
        output.ShouldNotContain(token);
        (await RunningProgram.Run(program, ["enroll", "--server", $"{deployment.Address}", "--token", token, "--data", data + "2"])).Code.ShouldBe(4);
        return RunningProgram.Start(program, ["run", "--data", data, "--log-file", log]);
    }

    private static async Task<JsonNode?> Online(ApiClient client) => (await client.Get("/api/devices")).Expect(200).Json["items"]!.AsArray()
        .FirstOrDefault(d => (string?)d!["status"] == "ONLINE");

    private static async Task ShowsThisMachine(ApiClient client, string device)
    {
        var inventory = await Eventually.Get("an inventory", async () => await client.Get($"/api/devices/{device}/inventory") is { Status: 200 } answer ? answer : null, TimeSpan.FromSeconds(90));
        ((string?)inventory.Json["system"]!["hostname"]).ShouldBe(Environment.MachineName);
        inventory.Json["software"]!.AsArray().Count.ShouldBeGreaterThan(10);
        inventory.Json["users"]!.AsArray().Select(u => (string?)u!["name"]).ShouldContain("root");
        await Eventually.Holds(
            "metrics of this machine",
            async () => (await client.Get($"/api/devices/{device}/metrics")).Expect(200).Json["series"]!.AsArray().Any(s => (string?)s!["name"] == "memory.used_percent"),
            TimeSpan.FromSeconds(90));
    }

    /// <summary>Writes a burst of failed log-ins as sshd does.</summary>
    internal static async Task Plant(string log, string address, int count)
    {
        var now = TimeProvider.System.GetLocalNow().ToString("MMM dd HH:mm:ss", global::System.Globalization.CultureInfo.InvariantCulture);
        await File.AppendAllLinesAsync(log, Enumerable.Range(0, count).Select(i => $"{now} host sshd[{4000 + i}]: Failed password for root from {address} port {50000 + i} ssh2"));
    }

    private static async Task ScoresExplainThemselves(ApiClient admin, TestTenant tenant, string findingId, string device, string group)
    {
        var finding = (await admin.Get($"/api/findings/{findingId}")).Expect(200).Json;
        finding["evidence"]!.AsArray().Count.ShouldBeGreaterThan(0);
        ((string?)finding["evidence"]![0]!["summary"])!.ShouldContain("Failed password for root from 203.0.113.7");
        var organization = (string)(await admin.Get($"/api/groups/{group}")).Expect(200).Json["organizationId"]!;
        foreach (var path in new[] { $"device/{device}", $"group/{group}", $"organization/{organization}", $"tenant/{tenant.Id}" })
        {
            var health = await Eventually.Get($"a score of {path}", async () => (await admin.Get($"/api/health/{path}")).Expect(200).Json is { } h && h["score"] is not null ? h : null);
            ((int)health["score"]!).ShouldBeInRange(1, 99);
            ((int)health["coverage"]!["reporting"]!).ShouldBe(1);
            health["findings"]!.AsArray().Select(f => (string?)f!["id"]).ShouldContain(findingId);
        }
    }

    private static async Task EntriesVerifyOffline(Deployment deployment, TestTenant tenant)
    {
        var entries = await tenant.Audit("tickets.execute_ticket", 2);
        entries.Select(e => (string?)e!["outcome"]).ShouldBe(["SUCCESS", "INTENT"], ignoreOrder: true);
        foreach (var entry in entries)
        {
            var id = (string)entry!["id"]!;
            var proof = await Eventually.Get("a proof", async () => await tenant.Admin.Get($"/api/audit/{id}/proof") is { Status: 200 } answer ? answer : null);
            var file = deployment.Folder($"{id}.json");
            await File.WriteAllTextAsync(file, proof.Body);
            var (code, output) = await RunningProgram.Run("holdfast.dll", ["audit", "verify", file]);
            code.ShouldBe(0, output);

            await File.WriteAllTextAsync(file, proof.Body.Replace("\"outcome\":\"SUCCESS\"", "\"outcome\":\"FAILURE\"", StringComparison.Ordinal).Replace("\"outcome\":\"INTENT\"", "\"outcome\":\"SUCCESS\"", StringComparison.Ordinal));
            (await RunningProgram.Run("holdfast.dll", ["audit", "verify", file])).Code.ShouldNotBe(0);
        }
    }
}
