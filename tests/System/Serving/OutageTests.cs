using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>A part that the server stands on goes away and comes back: it says so, keeps on with what it can, and needs nobody to recover.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Without_the_database_it_says_so_and_recovers_by_itself()
    {
        await using var installation = await Installation.Start(ownDatabase: true);
        var tenant = await TestTenant.Register(installation.Address);
        (await installation.Missing()).ShouldBeEmpty();

        await installation.StopDatabase();
        await Eventually.Holds("readiness to name it", async () => await installation.Missing() is ["database"]);
        foreach (var answer in new[]
        {
            await tenant.Admin.Get("/api/organizations"),
            await tenant.Admin.Send(HttpMethod.Post, "/api/organizations", new { name = "Meanwhile" }, ("X-Request-Id", "while-away"), ("Idempotency-Key", "meanwhile")),
            await installation.Anonymous.Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password }),
        })
        {
            answer.Status.ShouldBe(503, answer.Body);
            answer.Code.ShouldBe("server.unavailable");
            int.Parse(answer.Headers["Retry-After"]).ShouldBeGreaterThan(0);
        }

        (await installation.Anonymous.Get("/health/live")).Status.ShouldBe(200);

        await installation.StartDatabase();
        await Eventually.Holds("readiness", async () => (await installation.Missing()).Length == 0);
        (await tenant.Admin.Post("/api/organizations", new { name = "Meanwhile" }, ("Idempotency-Key", "meanwhile"))).Expect(201);
        (await tenant.Audit("tenancy.create_organization")).ShouldHaveSingleItem();

        IsReadableByMachines(installation);
        (await installation.Server.Terminate(TimeSpan.FromSeconds(30))).Code.ShouldBe(0, installation.Server.Text);
    }

    [Fact]
    public async Task Without_the_broker_the_API_answers_and_what_hangs_on_it_recovers_by_itself()
    {
        await using var installation = await Installation.Start();
        var tenant = await TestTenant.Register(installation.Address);
        var group = await tenant.NewGroup();

        await installation.StopBroker();
        await Eventually.Holds("readiness to name it", async () => await installation.Missing() is ["nats"]);
        await using (var live = await LiveStream.Open(tenant.Admin))
        {
            (await tenant.Admin.Post("/api/tickets", new { subject = "Meanwhile", description = "", severity = "LOW" })).Expect(201);
            await live.Until("event: ticket.opened");
        }

        await installation.StartBroker();
        await Eventually.Holds("readiness", async () => (await installation.Missing()).Length == 0);
        await using var sensor = await Sensor.Enrol(installation, tenant, group);
        await Eventually.Holds(
            "the sensor's messages through the broker to arrive",
            async () => sensor.Text.Contains("NATS", StringComparison.Ordinal)
                && (await tenant.Admin.Get("/api/devices")).Expect(200).Json["items"]!.AsArray().Any(d => (string?)d!["status"] == "ONLINE"),
            TimeSpan.FromSeconds(60));
        (await installation.Server.Terminate(TimeSpan.FromSeconds(30))).Code.ShouldBe(0, installation.Server.Text);
    }

    // Each line a document; a line written during a request names it; nothing that only the parts may know.
    private static void IsReadableByMachines(Installation installation)
    {
        var lines = installation.Server.Standard.Where(l => l.Length > 0).Select(l => JsonNode.Parse(l)!).ToList();
        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(l => l["Timestamp"] != null && l["LogLevel"] != null && l["Category"] != null && l["Message"] != null);
        var ofRequest = lines.Where(l => l["Scopes"]?.AsArray().Any(s => s is JsonObject scope && (string?)scope["RequestId"] == "while-away") == true).ToList();
        ofRequest.ShouldNotBeEmpty();
        ofRequest.ShouldAllBe(l => l["Scopes"]!.AsArray().Any(s => ((string?)s!["TraceId"] ?? "").Length == 32));
        foreach (var secret in new[] { installation.Database.Password!, TestTenant.Password, "Bearer " })
        {
            installation.Server.Text.ShouldNotContain(secret);
        }
    }
}
