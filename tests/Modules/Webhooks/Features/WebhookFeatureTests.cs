using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Webhooks.Features;

public sealed class WebhookFeatureTests(WebhookServer server)
{
    private const string Path = WebhookCalls.Path;

    [Fact]
    public async Task A_webhook_is_created_read_changed_and_deleted()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post(Path, new { url = "http://127.0.0.1:8765/hook?token=abc", description = "CRM", events = new[] { "organization.created", "group.created" } })).Expect(201);
        made.Headers["Location"].ShouldBe($"{Path}/{made.Id}");
        made.Headers["ETag"].ShouldBe("\"1\"");
        made.Text("secret").ShouldStartWith("whsec_");

        var read = await tenant.Webhook(made.Id);
        read.Text("url").ShouldBe("http://127.0.0.1:8765/hook?token=abc");
        read.Text("status").ShouldBe("ACTIVE");
        ((int)read.Json["maxRetries"]!, (int)read.Json["timeoutSeconds"]!, (int)read.Json["retryDelaySeconds"]!).ShouldBe((5, 10, 60));
        ((int)read.Json["successes"]!, (int)read.Json["failures"]!, read.Json["lastDeliveryAt"]).ShouldBe((0, 0, null));

        var changed = (await tenant.Admin.Patch($"{Path}/{made.Id}", new { maxRetries = 2, events = new[] { "*" } }, ("If-Match", "\"1\""))).Expect(200);
        changed.Headers["ETag"].ShouldBe("\"2\"");
        changed.Text("description").ShouldBe("CRM");
        changed.Json["events"]!.AsArray().Count.ShouldBe(1);
        (await tenant.Admin.Patch($"{Path}/{made.Id}", new { maxRetries = 3 }, ("If-Match", "\"1\""))).Expect(412);

        (await tenant.Admin.Delete($"{Path}/{made.Id}", ("If-Match", "\"1\""))).Expect(412);
        (await tenant.Admin.Delete($"{Path}/{made.Id}", ("If-Match", "\"2\""))).Expect(204);
        (await tenant.Admin.Get($"{Path}/{made.Id}")).Code.ShouldBe("webhook.not_found");
    }

    [Fact]
    public async Task Every_event_that_can_be_asked_for_is_listed_with_what_it_means_and_who_hears_it()
    {
        var tenant = await server.NewTenant();
        var events = (await tenant.Admin.Get($"{Path}/events")).Expect(200).Json["items"]!.AsArray();
        var names = events.Select(e => (string)e!["name"]!).ToArray();
        names.ShouldBe(names.Order(StringComparer.Ordinal));
        var raised = events.Single(e => (string)e!["name"]! == "finding.raised")!;
        ((string)raised["description"]!).ShouldStartWith("An analyzer says");
        ((string)raised["heardBy"]!).ShouldBe("fleet:read");
        (await tenant.Admin.Post(Path, new { url = "http://127.0.0.1:8765/hook", events = names })).Expect(201);
        (await (await tenant.NewUser("USER")).Get($"{Path}/events")).Expect(403);
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_stands_nowhere_in_the_clear()
    {
        var tenant = await server.NewTenant();
        await using var receiver = await Receiver.Start();
        var (id, secret) = await tenant.NewWebhook(receiver);
        (await tenant.Webhook(id)).Body.ShouldNotContain("secret");
        (await tenant.Admin.Get(Path)).Expect(200).Body.ShouldNotContain("secret");
        (await tenant.Admin.Patch($"{Path}/{id}", new { description = "x" })).Expect(200).Body.ShouldNotContain("secret");
        (await tenant.Audit("webhooks.create_webhook")).ToJsonString().ShouldNotContain(secret);
        server.Server.Log.ShouldNotContain(line => line.Contains(secret));
    }

    [Fact]
    public async Task The_audit_log_has_the_change_without_the_urls_query()
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Post(Path, new { url = "http://127.0.0.1:8765/hook?token=hidden", events = new[] { "*" } })).Expect(201);
        var entry = (await tenant.Audit("webhooks.create_webhook"))[0]!.ToJsonString();
        entry.ShouldContain("http://127.0.0.1:8765/hook");
        entry.ShouldNotContain("hidden");
    }

    [Theory]
    [InlineData("""{"url":"https://10.0.0.1/","events":["*"]}""", "webhook.forbidden_address", "url")]
    [InlineData("""{"url":"https://169.254.169.254/latest/meta-data","events":["*"]}""", "webhook.forbidden_address", "url")]
    [InlineData("""{"url":"https://[fd00::1]/","events":["*"]}""", "webhook.forbidden_address", "url")]
    [InlineData("""{"url":"https://0x0a.1/","events":["*"]}""", "webhook.bad_url", "url")]
    [InlineData("""{"url":"ftp://example.com/","events":["*"]}""", "webhook.bad_url", "url")]
    [InlineData("""{"url":"https://a:b@example.com/","events":["*"]}""", "webhook.bad_url", "url")]
    [InlineData("""{"url":"https://8.8.8.8/","events":[]}""", "webhook.bad_events", "events")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["*","group.created"]}""", "webhook.bad_events", "events")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["group.created","group.created"]}""", "webhook.bad_events", "events")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["group.exploded"]}""", "webhook.unknown_event", "events")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["*"],"maxRetries":11}""", "webhook.out_of_range", "maxRetries")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["*"],"timeoutSeconds":0}""", "webhook.out_of_range", "timeoutSeconds")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["*"],"retryDelaySeconds":3601}""", "webhook.out_of_range", "retryDelaySeconds")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["*"],"description":"a\u0001"}""", "webhook.bad_description", "description")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["*"],"allowPrivateNetwork":true}""", "request.unknown_member", "allowPrivateNetwork")]
    public async Task Wrong_settings_are_refused_and_named(string body, string code, string field)
    {
        var tenant = await server.NewTenant();
        var answer = await tenant.Admin.Send(HttpMethod.Post, Path, body);
        (answer.Status, answer.Code).ShouldBe((400, code));
        answer.Json["errors"]!.AsObject().Select(e => e.Key).ShouldBe([field]);
        (await tenant.Admin.Get(Path)).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_to_a_private_address_is_refused()
    {
        var tenant = await server.NewTenant();
        await using var receiver = await Receiver.Start();
        var (id, _) = await tenant.NewWebhook(receiver);
        (await tenant.Admin.Patch($"{Path}/{id}", new { url = "https://192.168.0.1/" })).Code.ShouldBe("webhook.forbidden_address");
        (await tenant.Webhook(id)).Text("url").ShouldBe(receiver.Url);
    }

    [Fact]
    public async Task Pages_come_newest_first()
    {
        var tenant = await server.NewTenant();
        await using var receiver = await Receiver.Start();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await tenant.NewWebhook(receiver)).Id);
        }

        var first = (await tenant.Admin.Get($"{Path}?limit=2")).Expect(200);
        first.Json["items"]!.AsArray().Select(i => (string)i!["id"]!).ShouldBe([ids[2], ids[1]]);
        var second = (await tenant.Admin.Get($"{Path}?limit=2&cursor={first.Text("nextCursor")}")).Expect(200);
        second.Json["items"]!.AsArray().Select(i => (string)i!["id"]!).ShouldBe([ids[0]]);
        second.Json["nextCursor"].ShouldBeNull();
    }

    [Fact]
    public async Task Another_tenants_ids_are_like_ids_that_never_were()
    {
        var (ours, theirs) = (await server.NewTenant(), await server.NewTenant());
        await using var receiver = await Receiver.Start();
        var (webhook, _) = await theirs.NewWebhook(receiver);
        var delivery = (await theirs.Admin.Post($"{Path}/{webhook}/test")).Expect(200).Id;
        await theirs.DeliveryThatIs(webhook, "SUCCEEDED");
        foreach (var (method, path, id) in new[]
        {
            (HttpMethod.Get, "{0}", webhook),
            (HttpMethod.Patch, "{0}", webhook),
            (HttpMethod.Delete, "{0}", webhook),
            (HttpMethod.Post, "{0}/test", webhook),
            (HttpMethod.Get, "{0}/deliveries", webhook),
            (HttpMethod.Post, "deliveries/{0}/redeliver", delivery),
        })
        {
            var body = method == HttpMethod.Patch ? new { description = "mine" } : null;
            var foreign = await ours.Admin.Send(method, $"{Path}/{string.Format(path, id)}", body);
            var random = await ours.Admin.Send(method, $"{Path}/{string.Format(path, Guid.CreateVersion7())}", body);
            foreign.Status.ShouldBe(404, $"{method} {path}");
            Words(foreign).ShouldBe(Words(random));
        }

        receiver.All.Count.ShouldBe(1);
        (await theirs.Webhook(webhook)).Text("description").ShouldBe("");
    }

    [Fact]
    public async Task Only_who_may_sees_webhooks()
    {
        var tenant = await server.NewTenant();
        var user = await tenant.NewUser("USER");
        (await user.Get(Path)).Expect(403);
        (await user.Post(Path, new { url = "https://8.8.8.8/", events = new[] { "*" } })).Expect(403);
        (await (await server.Server.Anonymous()).Get(Path)).Expect(401);
    }

    private static string Words(ApiAnswer answer)
    {
        var json = answer.Json.AsObject();
        json.Remove("traceId");
        return json.ToJsonString();
    }
}
