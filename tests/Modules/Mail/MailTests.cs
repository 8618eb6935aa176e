using System.Security.Cryptography.X509Certificates;
using Holdfast.Tests.Harness;
using SmtpServer.Protocol;

namespace Holdfast.Tests.Modules.Mail;

/// <summary>What is written to people, and how it leaves. The mails are those of invitations.</summary>
public sealed class MailTests(TestServer server)
{
    private const string Send = "mail.send_mails";

    [Fact]
    public async Task Without_a_mail_server_a_mail_waits_and_who_reads_it_is_in_the_log()
    {
        var tenant = await server.NewTenant("Waiting House");
        var to = await Invite(tenant);
        var mail = await Only(tenant);
        ((string?)mail["state"], (string?)mail["recipient"], (int)mail["attempts"]!).ShouldBe(("WAITING", to, 0));
        await server.Work(Send);
        ((string?)(await Only(tenant))["state"]).ShouldBe("WAITING");

        var read = (await tenant.Admin.Get($"/api/mails/{mail["id"]}")).Expect(200);
        read.Text("text").ShouldContain("/join#hfj_");
        read.Text("text").ShouldContain("Waiting House");
        var entry = (await tenant.Audit("mail.get_mail"))[0]!;
        ((string?)entry["category"], (string?)entry["severity"], (string?)entry["resource"]!["id"]).ShouldBe(("DATA_ACCESS", "WARNING", (string?)mail["id"]));
        entry.ToJsonString().ShouldNotContain("hfj_");
        (await server.Sql(tenant, "select encode(sealed_text, 'escape') from control.mail where tenant_id = $1", Guid.Parse(tenant.Id))).Single().ShouldNotContain("hfj_");
    }

    [Fact]
    public async Task A_tenant_writes_so_many_mails_on_a_day_and_another_day_as_many_again()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:mail:MailsPerDay"] = "2" });
        var (tenant, other) = (await own.NewTenant(), await own.NewTenant());
        await Invite(tenant);
        var to = await Invite(tenant);
        var refused = (await tenant.Admin.Post("/api/invitations", new { email = "third@example.test", role = "USER" })).Expect(429);
        (refused.Code, int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 0).ShouldBe(("mail.too_many_today", true));
        // What is taken back was written all the same, and nothing came of the one that was refused.
        var invitation = (await tenant.Admin.Get("/api/invitations")).Expect(200).Json["items"]!.AsArray().Single(i => (string?)i!["email"] == to)!;
        (await tenant.Admin.Delete($"/api/invitations/{invitation["id"]}")).Expect(204);
        (await tenant.Admin.Post("/api/invitations", new { email = "third@example.test", role = "USER" })).Expect(429);
        (await tenant.Admin.Get("/api/invitations")).Expect(200).Json["items"]!.AsArray().ShouldNotContain(i => (string?)i!["email"] == "third@example.test");
        await Invite(other);

        await own.Sql(tenant, "update control.mail_day set day = day - interval '1 day' where tenant_id = $1", Guid.Parse(tenant.Id));
        await Invite(tenant);
        (await own.Sql(tenant, "select written from control.mail_day where tenant_id = $1", Guid.Parse(tenant.Id))).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_mail_goes_to_the_server_encrypted_and_signed_in_and_its_text_is_gone_then()
    {
        using var certificate = MailReceiver.NewCertificate();
        await using var receiver = MailReceiver.Start(certificate, asksWho: true);
        using var files = new Files(certificate, MailReceiver.Password);
        await using var own = TestServer.With(Settings(receiver, "StartTls", ("AuthorityFile", files.Authority), ("Username", MailReceiver.Username), ("PasswordFile", files.Password)));
        var tenant = await own.NewTenant("Häuser & Söhne");
        var to = await Invite(tenant);
        await Eventually.Holds("the mail to be sent", async () => (string?)(await Only(tenant))["state"] == "SENT");
        var message = receiver.Taken.ShouldHaveSingleItem();
        var mail = await Only(tenant);
        message.To.ToString().ShouldBe(to);
        message.From.Mailboxes.Single().Address.ShouldBe("holdfast@example.test");
        message.Subject.ShouldBe("Join Häuser & Söhne in Holdfast");
        message.TextBody!.ShouldContain("https://console.example.test/join#hfj_");
        message.HtmlBody.ShouldBeNull();
        message.MessageId.ShouldStartWith(Guid.Parse((string)mail["id"]!).ToString("N"));
        (await tenant.Admin.Get($"/api/mails/{mail["id"]}")).Expect(200).Json["text"].ShouldBeNull();
        (await own.Sql(tenant, "select sealed_text is null from control.mail where tenant_id = $1", Guid.Parse(tenant.Id))).ShouldBe(["True"]);
        (await tenant.Admin.Delete($"/api/mails/{mail["id"]}")).Expect(404);
        own.Log.ShouldNotContain(line => line.Contains("hfj_", StringComparison.Ordinal) || line.Contains(MailReceiver.Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "not_encrypted")] // The certificate is of nobody whom the machine trusts.
    [InlineData(false, "not_encrypted")] // The server offers no encryption at all.
    public async Task Nothing_is_sent_to_a_server_that_does_not_prove_itself(bool offersEncryption, string error)
    {
        using var certificate = MailReceiver.NewCertificate();
        await using var receiver = MailReceiver.Start(offersEncryption ? certificate : null);
        await using var own = TestServer.With(Settings(receiver, "StartTls"));
        var tenant = await own.NewTenant();
        await Invite(tenant);
        await Eventually.Holds("an attempt to have failed", async () => (string?)(await Only(tenant))["error"] == error);
        ((string?)(await Only(tenant))["state"]).ShouldBe("WAITING");
        receiver.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_and_one_that_refuses_for_good_is_not()
    {
        await using var receiver = MailReceiver.Start();
        await using var own = TestServer.With(Settings(receiver, "None"));
        receiver.Answer = new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "no such person");
        var tenant = await own.NewTenant();
        var to = await Invite(tenant);
        await Eventually.Holds("the mail to have failed", async () => (string?)(await Only(tenant))["state"] == "FAILED");
        var failed = await Only(tenant);
        ((string?)failed["error"], (int)failed["attempts"]!).ShouldBe(("550", 1));
        ((string?)(await tenant.Audit("mail.send_mails"))[0]!["error"]).ShouldBe("550");

        receiver.Answer = new SmtpResponse(SmtpReplyCode.ServiceUnavailable, "later");
        (await tenant.Admin.Post($"/api/mails/{failed["id"]}/retry")).Expect(200).Text("state").ShouldBe("WAITING");
        await Eventually.Holds("the server to have said later", async () => (string?)(await Only(tenant))["error"] == "421");
        (await tenant.Admin.Post($"/api/mails/{failed["id"]}/retry")).Expect(409).Code.ShouldBe("mail.not_failed");

        receiver.Answer = null;
        await own.Sql(tenant, "update control.mail set due_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await own.Work(Send);
        ((string?)(await Only(tenant))["state"]).ShouldBe("SENT");
        receiver.Taken.ShouldHaveSingleItem().To.ToString().ShouldBe(to);
    }

    [Fact]
    public async Task What_is_out_of_date_is_not_sent_and_a_mail_that_waits_can_be_taken_back()
    {
        var tenant = await server.NewTenant();
        await Invite(tenant);
        var taken = await Only(tenant);
        (await tenant.Admin.Delete($"/api/mails/{taken["id"]}")).Expect(204);
        (await tenant.Admin.Get($"/api/mails/{taken["id"]}")).Expect(404).Code.ShouldBe("mail.not_found");

        await Invite(tenant);
        await server.Sql(tenant, "update control.mail set good_until = now() - interval '1 minute' where tenant_id = $1", Guid.Parse(tenant.Id));
        await Expire();
        var late = await Only(tenant);
        ((string?)late["state"], (await tenant.Admin.Get($"/api/mails/{late["id"]}")).Expect(200).Json["text"]).ShouldBe(("EXPIRED", null));
        (await tenant.Admin.Post($"/api/mails/{late["id"]}/retry")).Expect(409).Code.ShouldBe("mail.not_failed");
        await server.Sql(tenant, "update control.mail set good_until = now() - interval '31 days' where tenant_id = $1", Guid.Parse(tenant.Id));
        await Expire();
        (await tenant.Admin.Get("/api/mails")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_administrators_see_mails_and_nobody_those_of_another_tenant()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        await Invite(tenant);
        var mail = await Only(tenant);
        foreach (var role in new[] { "MANAGER", "READ_ONLY", "AUDITOR" })
        {
            (await (await tenant.NewUser(role)).Get("/api/mails")).Expect(403);
        }

        (await other.Admin.Get($"/api/mails/{mail["id"]}")).Expect(404);
        (await other.Admin.Delete($"/api/mails/{mail["id"]}")).Expect(404);
        (await other.Admin.Post($"/api/mails/{mail["id"]}/retry")).Expect(404);
        (await tenant.Admin.Get("/api/mails?state=LATE")).Expect(400).Code.ShouldBe("mail.bad_state");
        (await tenant.Admin.Get("/api/mails?state=SENT")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    private static Dictionary<string, string?> Settings(MailReceiver receiver, string security, params (string Name, string Value)[] more) => new(
        more.Select(m => KeyValuePair.Create($"Holdfast:Mail:{m.Name}", (string?)m.Value)))
    {
        ["Holdfast:Mail:Host"] = "localhost",
        ["Holdfast:Mail:Port"] = receiver.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Holdfast:Mail:Security"] = security,
        ["Holdfast:Mail:From"] = "holdfast@example.test",
        ["Holdfast:Mail:ConsoleUrl"] = "https://console.example.test/",
    };

    private static async Task<string> Invite(TestTenant tenant)
    {
        var to = $"new-{Guid.CreateVersion7():N}@example.test";
        (await tenant.Admin.Post("/api/invitations", new { email = to, role = "MEMBER" })).Expect(201);
        return to;
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> Only(TestTenant tenant) => (await tenant.Admin.Get("/api/mails")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!;

    private async Task Expire() => await server.Reconcile("mail.expire_mails");

    private sealed class Files : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("holdfast-mail-");

        public Files(X509Certificate2 certificate, string password)
        {
            (Authority, Password) = (Path.Combine(folder.FullName, "authority.pem"), Path.Combine(folder.FullName, "password"));
            File.WriteAllText(Authority, certificate.ExportCertificatePem());
            File.WriteAllText(Password, password + "\n");
        }

        public string Authority { get; }

        public string Password { get; }

        public void Dispose() => folder.Delete(recursive: true);
    }
}
