using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast members</c>, <c>mails</c> and <c>domains</c>.</summary>
public sealed class MemberTests(TestServer server)
{
    [Fact]
    public async Task Somebody_is_invited_joins_by_what_the_mail_holds_and_is_let_go()
    {
        var (host, tenant) = await CommandLineUser.New(server);
        var (guest, home) = await CommandLineUser.New(server);
        using (host)
        using (guest)
        {
            var invited = (await host.Run("members", "invite", home.Email, "--role", "manager", "--json")).Expect(0).Json;
            (await host.Run("members", "invitations", "--state", "pending")).Expect(0).Out.ShouldContain(home.Email);
            (await host.Run("mails", "list", "--state", "waiting")).Expect(0).Out.ShouldContain(home.Email);
            var text = (await host.Run("mails", "show", (string)invited["mailId"]!)).Expect(0).Out;
            var link = text.Split('\n').Single(line => line.Contains("/join#", StringComparison.Ordinal)).Trim();
            (await guest.Run(["members", "join"], "nonsense\n", ("HOLDFAST_SERVER", guest.Server.ToString()))).Expect(3);
            (await guest.Run(["members", "join"], link + "\n", ("HOLDFAST_SERVER", guest.Server.ToString()))).Expect(0);
            (await guest.Run("members", "of-me")).Expect(0).Out.ShouldContain(tenant.Id);
            (await guest.Run("devices", "list", "--in", tenant.Id)).Expect(0);
            (await host.Run("members", "list")).Expect(0).Out.ShouldContain("MANAGER");

            (await host.Run("members", "remove", home.AdminId)).Expect(0);
            (await host.Run("members", "remove", home.AdminId)).Expect(6);
            (await guest.Run("members", "of-me")).Expect(0).Out.ShouldContain("None.");
            (await guest.Run("members", "leave", tenant.Id)).Expect(6);
        }
    }

    [Fact]
    public async Task An_invitation_is_taken_back_with_its_mail()
    {
        var (host, _) = await CommandLineUser.New(server);
        using (host)
        {
            var invited = (await host.Run("members", "invite", $"x{Guid.CreateVersion7():N}@example.test", "--json")).Expect(0).Json;
            (await host.Run("members", "resend", (string)invited["id"]!)).Error.ShouldContain("invitation.sent_enough");
            (await host.Run("mails", "retry", (string)invited["mailId"]!)).Error.ShouldContain("mail.not_failed");
            (await host.Run("members", "revoke", (string)invited["id"]!)).Expect(0);
            (await host.Run("mails", "delete", (string)invited["mailId"]!)).Expect(6);
            (await host.Run("members", "invite", "nobody")).Expect(3);
        }
    }

    [Fact]
    public async Task A_domain_is_added_and_told_what_its_people_may_do()
    {
        var (host, _) = await CommandLineUser.New(server);
        using (host)
        {
            var name = $"d{Guid.CreateVersion7():N}.example";
            var added = (await host.Run("domains", "add", name, "--json")).Expect(0).Json;
            (await host.Run("domains", "list")).Expect(0).Out.ShouldContain(name);
            (await host.Run("domains", "join-role", (string)added["id"]!, "--role", "user", "--json")).Expect(0).Json["joinRole"]!.GetValue<string>().ShouldBe("USER");
            (await host.Run("domains", "join-role", (string)added["id"]!, "--json")).Expect(0).Json["joinRole"].ShouldBeNull();
            (await host.Run("domains", "verify", (string)added["id"]!)).ExitCode.ShouldNotBe(0);
            (await host.Run("domains", "remove", (string)added["id"]!)).Expect(0);
            (await host.Run("domains", "add", "localhost")).Expect(3);
        }
    }
}
