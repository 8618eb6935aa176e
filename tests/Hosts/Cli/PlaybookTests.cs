using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast playbooks</c>: from a text over its rehearsal to an address.</summary>
public sealed class PlaybookTests(TestServer server)
{
    [Fact]
    public async Task A_text_is_rehearsed_kept_rehearsed_by_its_id_and_given_an_address()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            foreach (var subject in new[] { "one", "two" })
            {
                (await tenant.Admin.Post("/api/tickets", new { subject, description = "d", severity = "HIGH" })).Expect(201);
            }

            var file = user.At("look.yaml");
            await File.WriteAllTextAsync(
                file, "name: Look\ntriggers:\n  - event: ticket.opened\n  - webhook: {}\nsteps:\n  - id: say\n    notify: { subject: s, text: t }\n", TestContext.Current.CancellationToken);
            var heard = (await user.Run("playbooks", "dry-run", file, "--days", "30", "--limit", "1")).Expect(0);
            heard.Out.ShouldContain("ticket.opened");
            heard.Out.ShouldContain("say  done");
            heard.Error.ShouldContain("--cursor e");
            (await user.Run("playbooks", "dry-run", file, "--days", "400")).Expect(2);
            (await user.Run("playbooks", "dry-run", file, "--inputs", "[]")).Expect(2);

            var id = (string)(await user.Run("playbooks", "create", file, "--json")).Expect(0).Json["id"]!;
            (await user.Run("playbooks", "dry-run", id, "--json")).Expect(0).Json["runs"]!.AsArray().Count.ShouldBe(2);
            var made = (await user.Run("playbooks", "receiver", id)).Expect(0);
            made.Out.ShouldContain("/api/inbound/playbooks/hfw_");
            made.Out.ShouldContain("whsec_");
            (await user.Run("playbooks", "receiver", id, "--keep-address")).Expect(0).Out.ShouldNotContain("hfw_");
            (await tenant.Admin.Get("/api/playbook-runs")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        }
    }
}
