using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Webhooks.Delivering;

public sealed class DeliveryTests(WebhookServer server) : IAsyncLifetime
{
    private const string Path = WebhookCalls.Path;
    private TestTenant tenant = null!;
    private Receiver receiver = null!;

    public async ValueTask InitializeAsync() => (tenant, receiver) = (await server.NewTenant(), await Receiver.Start());

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Fact]
    public async Task An_event_arrives_signed_with_its_trace()
    {
        var (webhook, secret) = await tenant.NewWebhook(receiver);
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var organization = (await tenant.Admin.Post("/api/organizations", new { name = "Zürich" }, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"))).Expect(201).Id;

        var received = await receiver.Next("the event");
        received.IsSignedWith(secret).ShouldBeTrue();
        received.IsSignedWith("whsec_" + Convert.ToBase64String(new byte[32])).ShouldBeFalse();
        received.Headers["content-type"].ShouldBe("application/json");
        received.Headers["traceparent"].ShouldContain(Trace);
        var body = JsonNode.Parse(received.Body)!;
        body.AsObject().Select(m => m.Key).ShouldBe(["type", "timestamp", "tenantId", "data"]);
        ((string?)body["type"], (string?)body["tenantId"]).ShouldBe(("organization.created", tenant.Id));
        ((string?)body["data"]!["organization"], (string?)body["data"]!["name"]).ShouldBe((organization, "Zürich"));

        var delivery = await tenant.DeliveryThatIs(webhook, "SUCCEEDED");
        ((string?)delivery["id"], (string?)delivery["event"], (string?)delivery["webhookId"]).ShouldBe((received.Id, "organization.created", webhook));
        ((int?)delivery["attempts"]![0]!["status"], delivery["attempts"]![0]!["error"], delivery["nextAttemptAt"]).ShouldBe((200, null, null));
        var view = await tenant.Webhook(webhook);
        ((int)view.Json["successes"]!, (int)view.Json["failures"]!).ShouldBe((1, 0));
        view.Json["lastDeliveryAt"].ShouldNotBeNull();
        view.Headers["ETag"].ShouldBe("\"1\"");
    }

    [Fact]
    public async Task Only_the_events_that_are_asked_for_arrive()
    {
        await tenant.NewWebhook(receiver, ["group.created"]);
        await tenant.NewGroup();
        JsonNode.Parse((await receiver.Next("the group")).Body)!["type"]!.GetValue<string>().ShouldBe("group.created");
        receiver.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_star_asks_for_every_event()
    {
        await tenant.NewWebhook(receiver, ["*"]);
        await tenant.NewGroup();
        var types = new[] { await receiver.Next("one"), await receiver.Next("two") }.Select(r => JsonNode.Parse(r.Body)!["type"]!.GetValue<string>());
        types.ShouldBe(["organization.created", "group.created"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_failing_receiver_is_tried_again_until_the_dead_letter_queue_and_by_hand_from_there()
    {
        receiver.Answers = _ => new Reply(500);
        var (webhook, secret) = await tenant.NewWebhook(receiver, maxRetries: 2);
        await tenant.NewOrganization();
        var dead = await tenant.DeliveryThatIs(webhook, "DEAD");
        dead["attempts"]!.AsArray().Select(a => (int)a!["status"]!).ShouldBe([500, 500, 500]);
        (await tenant.Deliveries(webhook, "?status=DEAD")).Count.ShouldBe(1);
        (await tenant.Deliveries(webhook, "?status=SUCCEEDED")).ShouldBeEmpty();
        (await tenant.Admin.Get($"{Path}/{webhook}/deliveries?status=BURIED")).Code.ShouldBe("webhook.bad_status");

        receiver.Answers = _ => new Reply(204);
        var again = (await tenant.Admin.Post($"{Path}/deliveries/{dead["id"]}/redeliver")).Expect(200);
        again.Text("status").ShouldBe("PENDING");
        (await tenant.DeliveryThatIs(webhook, "SUCCEEDED"))["attempts"]!.AsArray().Count.ShouldBe(4);
        receiver.All.Select(r => r.Id).Distinct().ShouldBe([(string)dead["id"]!]);
        receiver.All.Select(r => r.Body).Distinct().Count().ShouldBe(1);
        receiver.All.ShouldAllBe(r => r.IsSignedWith(secret));
        var pauses = receiver.All.Zip(receiver.All.Skip(1), (a, b) => b.At - a.At).ToList();
        pauses[0].ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        pauses[1].ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task An_open_delivery_is_not_delivered_again_by_hand()
    {
        receiver.Answers = _ => new Reply(500);
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 1, retryDelaySeconds: 3600);
        await tenant.NewOrganization();
        var failed = await tenant.DeliveryThatIs(webhook, "FAILED");
        failed["nextAttemptAt"].ShouldNotBeNull();
        (await tenant.Admin.Post($"{Path}/deliveries/{failed["id"]}/redeliver")).Code.ShouldBe("webhook.delivery_open");
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_fails_and_is_not_followed(int status)
    {
        await using var elsewhere = await Receiver.Start();
        receiver.Answers = _ => new Reply(status) { Headers = new Dictionary<string, string> { ["Location"] = elsewhere.Url } };
        var (webhook, _) = await tenant.NewWebhook(receiver);
        await tenant.NewOrganization();
        (await tenant.DeliveryThatIs(webhook, "DEAD"))["attempts"]![0]!["status"]!.GetValue<int>().ShouldBe(status);
        elsewhere.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broken_and_a_stalling_receiver_fail_in_a_word()
    {
        receiver.Answers = _ => new Reply(200) { Breaks = true };
        var (webhook, _) = await tenant.NewWebhook(receiver, timeoutSeconds: 1);
        await tenant.NewOrganization();
        (await tenant.DeliveryThatIs(webhook, "DEAD"))["attempts"]![0]!["error"]!.GetValue<string>().ShouldBe("BROKEN");
        receiver.Answers = _ => new Reply(200) { Stalls = true };
        var second = (await tenant.Admin.Post($"{Path}/{webhook}/test")).Expect(200).Id;
        (await tenant.DeliveryThatIs(webhook, "DEAD", second))["attempts"]![0]!["error"]!.GetValue<string>().ShouldBe("TIMED_OUT");
    }

    [Fact]
    public async Task Gone_disables_the_endpoint_and_others_are_told()
    {
        await using var other = await Receiver.Start();
        await tenant.NewWebhook(other, ["webhook.disabled"]);
        receiver.Answers = _ => new Reply(410);
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 5);
        await tenant.NewOrganization();
        await tenant.DeliveryThatIs(webhook, "DEAD");
        var view = await tenant.Webhook(webhook);
        (view.Text("status"), view.Text("disabledReason")).ShouldBe(("DISABLED", "GONE"));
        JsonNode.Parse((await other.Next("the news")).Body)!["data"]!["webhook"]!.GetValue<string>().ShouldBe(webhook);
        (await tenant.Audit("webhooks.disable_webhook")).Count.ShouldBe(1);
        (await tenant.Admin.Post($"{Path}/{webhook}/test")).Code.ShouldBe("webhook.is_disabled");

        receiver.Answers = _ => new Reply(200);
        (await tenant.Admin.Patch($"{Path}/{webhook}", new { status = "ACTIVE" })).Expect(200).Json["disabledReason"].ShouldBeNull();
        (await tenant.Admin.Post($"{Path}/{webhook}/test")).Expect(200);
        await tenant.DeliveryThatIs(webhook, "SUCCEEDED");
    }

    [Fact]
    public async Task Disabling_takes_what_waits_into_the_dead_letter_queue()
    {
        receiver.Answers = _ => new Reply(500);
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 5, retryDelaySeconds: 3600);
        await tenant.NewOrganization();
        var id = (string)(await tenant.DeliveryThatIs(webhook, "FAILED"))["id"]!;
        (await tenant.Admin.Patch($"{Path}/{webhook}", new { status = "DISABLED" })).Expect(200).Text("disabledReason").ShouldBe("BY_USER");
        await tenant.DeliveryThatIs(webhook, "DEAD", id);
        (await tenant.Admin.Post($"{Path}/deliveries/{id}/redeliver")).Code.ShouldBe("webhook.is_disabled");
    }

    [Fact]
    public async Task What_is_under_way_when_the_endpoint_is_disabled_is_not_tried_again()
    {
        var gate = new TaskCompletionSource();
        receiver.Answers = _ => new Reply(500) { After = gate.Task };
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 5);
        await tenant.NewOrganization();
        await receiver.Next("the first attempt");
        (await tenant.Admin.Patch($"{Path}/{webhook}", new { status = "DISABLED" })).Expect(200);
        gate.SetResult();
        await Eventually.Holds("the attempt to be recorded", async () => (await tenant.Deliveries(webhook))[0]["attempts"]!.AsArray().Count == 1);
        await tenant.DeliveryThatIs(webhook, "DEAD");
        (await tenant.Admin.Patch($"{Path}/{webhook}", new { status = "ACTIVE" })).Expect(200);
        (await tenant.Deliveries(webhook))[0]["nextAttemptAt"].ShouldBeNull();
    }

    [Fact]
    public async Task An_overloaded_receiver_is_left_alone_as_long_as_it_asks()
    {
        var busy = true;
        receiver.Answers = _ => busy ? new Reply(429) { Headers = new Dictionary<string, string> { ["Retry-After"] = "3" } } : new Reply(200);
        var (webhook, _) = await tenant.NewWebhook(receiver, maxRetries: 3);
        await tenant.NewOrganization();
        var first = await receiver.Next("the first attempt");
        await tenant.DeliveryThatIs(webhook, "FAILED");
        busy = false;
        (await tenant.Webhook(webhook)).Json["notBefore"].ShouldNotBeNull();
        await tenant.NewOrganization();
        var (second, third) = (await receiver.Next("another"), await receiver.Next("and another"));
        (second.At - first.At).ShouldBeGreaterThan(TimeSpan.FromSeconds(2.9));
        new[] { second.Id, third.Id }.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_stalling_receiver_holds_up_nobody_else_and_gets_no_more_than_its_share()
    {
        await using var quick = await Receiver.Start();
        receiver.Answers = _ => new Reply(200) { Stalls = true };
        await tenant.NewWebhook(receiver, timeoutSeconds: 60);
        await tenant.NewWebhook(quick);
        for (var i = 0; i < 20; i++)
        {
            await tenant.NewOrganization();
        }

        for (var i = 0; i < 20; i++)
        {
            await quick.Next($"event {i}");
        }

        receiver.MostUnderWay.ShouldBeInRange(1, 8);
    }

    [Fact]
    public async Task A_test_is_a_real_signed_delivery()
    {
        var (webhook, secret) = await tenant.NewWebhook(receiver, ["group.deleted"]);
        var id = (await tenant.Admin.Post($"{Path}/{webhook}/test")).Expect(200).Id;
        var received = await receiver.Next("the test");
        (received.Id, received.IsSignedWith(secret)).ShouldBe((id, true));
        JsonNode.Parse(received.Body)!["type"]!.GetValue<string>().ShouldBe("webhook.test");
        await tenant.DeliveryThatIs(webhook, "SUCCEEDED", id);
    }

    [Fact]
    public async Task An_address_that_has_become_private_is_refused_at_delivery_too()
    {
        var (webhook, _) = await tenant.NewWebhook(receiver);
        await server.Sql(tenant, "update webhook set url = 'http://10.0.0.1/hook' where id = $1", Guid.Parse(webhook));
        (await tenant.Admin.Post($"{Path}/{webhook}/test")).Expect(200);
        (await tenant.DeliveryThatIs(webhook, "DEAD"))["attempts"]![0]!["error"]!.GetValue<string>().ShouldBe("FORBIDDEN");
    }

    [Fact]
    public async Task Logs_hold_neither_bodies_nor_secrets_nor_queries()
    {
        var made = (await tenant.Admin.Post(Path, new { url = receiver.Url + "?token=quite-hidden", events = new[] { "organization.created" }, maxRetries = 0 })).Expect(201);
        receiver.Answers = _ => new Reply(500);
        await tenant.NewOrganization("Unheard-of company");
        (await receiver.Next("the event")).Path.ShouldBe("/hook?token=quite-hidden");
        await tenant.DeliveryThatIs(made.Id, "DEAD");
        server.Server.Log.ShouldNotContain(l => l.Contains("quite-hidden") || l.Contains("Unheard-of") || l.Contains(made.Text("secret")));
    }
}
