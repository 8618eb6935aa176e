using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Playbooks;

/// <summary>Somebody outside posts to a playbook's address, and proves that they may.</summary>
public sealed class PlaybookReceiverTests(PlaybookServer fixture) : IAsyncLifetime
{
    private const string Posted = "{\"what\":\"smoke\",\"level\":3}";
    private PlaybookTenant desk = null!;
    private ApiClient outside = null!;

    private ApiClient Admin => desk.Admin;

    public async ValueTask InitializeAsync() => (desk, outside) = (await PlaybookTenant.New(fixture.Server), await fixture.Server.Anonymous());

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task What_is_posted_and_signed_starts_one_run_however_often_it_is_sent()
    {
        var (playbook, path, secret) = await Receiver("  - webhook: {}\n");
        for (var i = 0; i < 3; i++)
        {
            ((bool)(await Post(path, Posted, Signed(secret, Posted, "d1"))).Expect(200).Json["started"]!).ShouldBeTrue();
        }

        (await Post(path, Posted, Signed(secret, Posted, "d2"))).Expect(200);
        await Eventually.Holds("both runs to end", async () => (await desk.Runs(playbook)).Count(r => (string?)r!["state"] == "DONE") == 2);
        (await desk.Runs(playbook)).Select(r => (string?)r!["cause"]).ShouldBe(["WEBHOOK", "WEBHOOK"]);
        desk.Grafana.Annotations.Select(a => a.Text).ShouldBe(["smoke", "smoke"]);

        // As GitHub signs.
        var hub = $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Posted)))}";
        (await Post(path, Posted, [("x-hub-signature-256", hub), ("x-github-delivery", "g1")])).Expect(200);
        await Eventually.Holds("its run", async () => (await desk.Runs(playbook)).Count == 3);
    }

    [Fact]
    public async Task What_is_not_proved_or_is_no_JSON_starts_nothing_and_is_told_nothing_more()
    {
        var (playbook, path, secret) = await Receiver("  - webhook: {}\n");
        var old = TimeProvider.System.GetUtcNow().AddMinutes(-6);
        foreach (var headers in new (string, string)[][]
        {
            [], [("x-webhook-token", secret)], Signed(secret, Posted + " ", "d"), Signed(secret, Posted, "d", old), Signed($"whsec_{Convert.ToBase64String(new byte[32])}", Posted, "d"),
            [("webhook-signature", "v1,nothing"), ("webhook-id", "d"), ("webhook-timestamp", "99999999999999999999")], [("x-hub-signature-256", "sha256=00")],
        })
        {
            (await Post(path, Posted, headers)).Expect(401).Code.ShouldBe("playbook.not_proved");
        }

        foreach (var bad in new[] { "", "7", "{", "{}x", "[" + new string('[', 40) })
        {
            (await Post(path, bad, Signed(secret, bad, "d"))).Expect(400).Code.ShouldBe("playbook.bad_body");
        }

        (await Post(path, new string(' ', 300_000), Signed(secret, "", "d"))).Expect(413);
        (await Post(path[..^1] + (path[^1] == 'a' ? 'b' : 'a'), Posted, Signed(secret, Posted, "d"))).Expect(404).Code.ShouldBe("playbook.receiver_not_found");
        (await Post("/api/inbound/playbooks/short", Posted, Signed(secret, Posted, "d"))).Expect(404).Code.ShouldBe("playbook.receiver_not_found");
        (await desk.Runs(playbook)).ShouldBeEmpty();

        (await Admin.Post($"/api/playbooks/{playbook}/disable")).Expect(200);
        (await Post(path, Posted, Signed(secret, Posted, "d"))).Expect(404).Code.ShouldBe("playbook.receiver_not_found");
        (await Admin.Post($"/api/playbooks/{playbook}/publish", new { })).Expect(200);
        (await Post(path, Posted, Signed(secret, Posted, "d"))).Expect(200);
    }

    [Fact]
    public async Task A_header_with_the_secret_is_enough_where_the_playbook_says_so_and_its_condition_decides()
    {
        var (playbook, path, secret) = await Receiver("  - webhook: { proof: token }\n    match: { path: trigger.body.level, op: greater, value: 5 }\n");
        ((bool)(await Post(path, Posted, [("x-webhook-token", secret)])).Expect(200).Json["started"]!).ShouldBeFalse();
        (await Post(path, Posted, [("x-webhook-token", secret + "x")])).Expect(401);
        (await Post(path, "{\"what\":\"fire\",\"level\":6}", [("x-webhook-token", secret), ("x-delivery-id", "1")])).Expect(200);
        await Eventually.Holds("the run to end", async () => (await desk.Runs(playbook)).Count(r => (string?)r!["state"] == "DONE") == 1);
        desk.Grafana.Annotations.ShouldHaveSingleItem().Text.ShouldBe("fire");
    }

    [Fact]
    public async Task Address_and_secret_are_shown_once_and_are_worth_nothing_when_they_are_renewed_or_gone()
    {
        var (playbook, path, secret) = await Receiver("  - webhook: {}\n");
        var token = path.Split('/')[^1];
        (await Admin.Get($"/api/playbooks/{playbook}/receiver")).Expect(200).Body.ShouldNotContain(token);
        (await desk.Tenant.Audit("playbooks.renew_playbook_receiver")).ToJsonString().ShouldNotContain(secret);
        (await desk.Server.Sql(desk.Tenant, "select token_hash::text || encode(sealed_secret, 'escape') from control.playbook_receiver where tenant_id = $1", Guid.Parse(desk.Tenant.Id))).Single().ShouldNotContain(secret[6..20]);

        var renewed = (await Admin.Post($"/api/playbooks/{playbook}/receiver", new { keepAddress = true })).Expect(201);
        (renewed.Json["path"], renewed.Text("secret") == secret).ShouldBe((null, false));
        (await Post(path, Posted, Signed(secret, Posted, "d"))).Expect(401);
        (await Post(path, Posted, Signed(renewed.Text("secret"), Posted, "d"))).Expect(200);

        var other = (await Admin.Post($"/api/playbooks/{playbook}/receiver", new { })).Expect(201);
        (await Post(path, Posted, Signed(renewed.Text("secret"), Posted, "e"))).Expect(404);
        (await Post(other.Text("path"), Posted, Signed(other.Text("secret"), Posted, "e"))).Expect(200);

        (await (await desk.Tenant.NewUser("READ_ONLY")).Post($"/api/playbooks/{playbook}/receiver", new { })).Expect(403);
        (await Admin.Delete($"/api/playbooks/{playbook}/receiver")).Expect(204);
        (await Post(other.Text("path"), Posted, Signed(other.Text("secret"), Posted, "f"))).Expect(404);
        (await Admin.Get($"/api/playbooks/{playbook}/receiver")).Expect(404).Code.ShouldBe("playbook.receiver_not_found");
    }

    [Fact]
    public async Task No_more_runs_begin_than_the_playbook_allows_and_who_posts_is_told_to_wait()
    {
        var (playbook, path, secret) = await Receiver("  - webhook: {}\n", "limits: { per_hour: 1 }\n");
        (await Post(path, Posted, Signed(secret, Posted, "d1"))).Expect(200);
        (await Post(path, Posted, Signed(secret, Posted, "d2"))).Expect(429).Code.ShouldBe("playbook.limit_reached");
        (await Post(path, Posted, Signed(secret, Posted, "d1"))).Expect(200);
        (await desk.Runs(playbook)).Count.ShouldBe(1);
        ((long)(await Admin.Get($"/api/playbooks/{playbook}")).Expect(200).Json["playbook"]!["refused"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_text_speaks_of_what_is_posted_only_where_it_may_be_posted()
    {
        async Task<string[]> Codes(string triggers) => [.. (await Admin.Post("/api/playbooks/validate", new { text = Text(triggers) })).Expect(200).Json["mistakes"]!.AsArray().Select(m => (string)m!["code"]!)];
        (await Codes("  - webhook: {}\n  - manual: true\n")).ShouldBeEmpty();
        (await Codes("  - manual: true\n")).ShouldNotBeEmpty();
        (await Codes("  - webhook: {}\n  - webhook: { proof: token }\n")).ShouldBe(["playbook.duplicate"]);
        (await Codes("  - webhook: { proof: none }\n")).ShouldNotBeEmpty();
    }

    private static string Text(string triggers, string more = "") => $"name: P {Guid.CreateVersion7():N}\n{more}triggers:\n{triggers}steps:\n{PlaybookTenant.Note("note", "{{ trigger.body.what }}")}";

    private static (string, string)[] Signed(string secret, string body, string delivery, DateTimeOffset? at = null)
    {
        var timestamp = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{delivery}.{timestamp}.{body}"));
        return [("webhook-id", delivery), ("webhook-timestamp", timestamp), ("webhook-signature", $"v1,{Convert.ToBase64String(signature)}")];
    }

    private Task<ApiAnswer> Post(string path, string body, (string, string)[] headers) => outside.Send(HttpMethod.Post, path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), headers);

    private async Task<(string Playbook, string Path, string Secret)> Receiver(string triggers, string more = "")
    {
        var playbook = await desk.Publish(triggers, PlaybookTenant.Note("note", "{{ trigger.body.what }}"), more);
        var made = (await Admin.Post($"/api/playbooks/{playbook}/receiver", new { })).Expect(201);
        return (playbook, made.Text("path"), made.Text("secret"));
    }
}
