using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Cryptography;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

public sealed class AuditTests(TestServer server)
{
    // Verification asks nobody: there is nothing at this address.
    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    [Fact]
    public async Task A_proof_verifies_without_the_server_and_not_when_a_byte_is_flipped()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using var auditor = new CommandLineUser(Nowhere);
        using (user)
        {
            await tenant.NewOrganization();
            var entry = await Entry(user, "tenancy.create_organization");
            (await user.Run("audit", "proof", entry, "--out", auditor.At("entry.json"))).Expect(0).Out.ShouldContain("holdfast audit verify");
            await File.WriteAllTextAsync(auditor.At("log.vkey"), (await user.Run("audit", "key")).Expect(0).Out, TestContext.Current.CancellationToken);
            var proof = await File.ReadAllTextAsync(auditor.At("entry.json"), TestContext.Current.CancellationToken);

            var alone = (await auditor.RunProgram("audit", "verify", "entry.json")).Expect(0).Out;
            var pinned = (await auditor.Run("audit", "verify", auditor.At("entry.json"), "--key-file", auditor.At("log.vkey"), "--json")).Expect(0).Json;
            await File.WriteAllTextAsync(auditor.At("flipped.json"), proof.Replace("tenancy.create_organization", "tenancy.create_organizatiom", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var flipped = (await auditor.Run("audit", "verify", auditor.At("flipped.json"), "--key-file", auditor.At("log.vkey"))).Expect(10);

            alone.ShouldContain("Verified.");
            alone.ShouldContain(entry);
            alone.ShouldContain("no: it came out of the file itself");
            ((bool)pinned["keyIsPinned"]!).ShouldBeTrue();
            ((string)pinned["kind"]!).ShouldBe("ENTRY");
            ((string)pinned["entry"]!["id"]!).ShouldBe(entry);
            ((long)pinned["index"]!).ShouldBeLessThan((long)pinned["size"]!);
            ((string)pinned["origin"]!).ShouldContain(tenant.Id);
            flipped.Out.ShouldBeEmpty();
            flipped.Error.ShouldContain("NOT VERIFIED");
            flipped.Error.ShouldContain("proof.entry_changed");
        }
    }

    [Fact]
    public async Task A_proof_of_another_log_does_not_verify_against_the_pinned_key()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        var (other, _) = await CommandLineUser.New(server);
        using (user)
        using (other)
        {
            await tenant.NewOrganization();
            (await user.Run("audit", "proof", await Entry(user, "tenancy.create_organization"), "--out", user.At("entry.json"))).Expect(0);
            await Entry(other, "access.login");
            var key = (await KeyOf(other)).Trim();

            (await user.Run("audit", "verify", user.At("entry.json"), "--key", key)).Expect(10).Error.ShouldContain("proof.");
        }
    }

    [Fact]
    public async Task A_kept_checkpoint_is_verified_with_its_key_and_needs_one()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            await tenant.NewOrganization();
            await Entry(user, "tenancy.create_organization");
            var key = (await KeyOf(user)).Trim();
            (await user.Run("audit", "checkpoint", "--out", user.At("kept.checkpoint"))).Expect(0);

            (await user.Run("audit", "verify", user.At("kept.checkpoint"))).Expect(2).Error.ShouldContain("proof.key_needed");
            (await user.Run("audit", "verify", user.At("kept.checkpoint"), "--key", key)).Expect(0).Out.ShouldContain("no entry was looked at");
            (await user.Run("audit", "verify", user.At("kept.checkpoint"), "--key", key, "--earlier", user.At("kept.checkpoint"))).Expect(0).Out.ShouldContain("Continues:");
        }
    }

    [Fact]
    public async Task An_export_continues_the_checkpoint_that_was_kept_or_is_told_to_be_rewritten()
    {
        using var signer = new Ed25519Signer(RandomNumberGenerator.GetBytes(Ed25519.SeedSize));
        var key = new VerifierKey("holdfast.example/audit/test", signer.PublicKey.Span);
        using var auditor = new CommandLineUser(Nowhere);
        var ct = TestContext.Current.CancellationToken;
        string[] entries = ["""{"action":"a"}""", """{"action":"b"}""", """{"action":"c"}"""];
        await File.WriteAllBytesAsync(auditor.At("export.ndjson"), Export(entries, key, signer), ct);
        await File.WriteAllTextAsync(auditor.At("kept.checkpoint"), Note(entries[..2], key, signer), ct);
        await File.WriteAllTextAsync(auditor.At("rewritten.checkpoint"), Note(["""{"action":"x"}""", entries[1]], key, signer), ct);
        await File.WriteAllTextAsync(auditor.At("same-size.checkpoint"), Note([.. entries[..2], """{"action":"x"}"""], key, signer), ct);

        var good = (await auditor.Run("audit", "verify", auditor.At("export.ndjson"), "--key", key.ToString(), "--earlier", auditor.At("kept.checkpoint"), "--json")).Expect(0).Json;
        ((long)good["size"]!).ShouldBe(3);
        ((long)good["earlierSize"]!).ShouldBe(2);
        ((string)good["kind"]!).ShouldBe("LOG");
        (await auditor.Run("audit", "verify", auditor.At("export.ndjson"), "--key", key.ToString(), "--earlier", auditor.At("rewritten.checkpoint"))).Expect(10).Error.ShouldContain("proof.history_rewritten");
        (await auditor.Run("audit", "verify", auditor.At("kept.checkpoint"), "--key", key.ToString(), "--earlier", auditor.At("rewritten.checkpoint"))).Expect(10).Error.ShouldContain("proof.history_rewritten");
        (await auditor.Run("audit", "verify", auditor.At("kept.checkpoint"), "--key", key.ToString(), "--earlier", auditor.At("same-size.checkpoint"))).Expect(10).Error.ShouldContain("cli.earlier_not_shown");
    }

    [Fact]
    public async Task Files_and_keys_that_are_none_say_so()
    {
        using var auditor = new CommandLineUser(Nowhere);
        await File.WriteAllTextAsync(auditor.At("text"), "not a proof", TestContext.Current.CancellationToken);

        (await auditor.Run("audit", "verify", auditor.At("absent.json"))).Expect(6).Error.ShouldContain("cli.no_file");
        (await auditor.Run("audit", "verify", auditor.At("text"))).Expect(10).Error.ShouldContain("proof.malformed");
        (await auditor.Run("audit", "verify", auditor.At("text"), "--key", "text")).Expect(2).Error.ShouldContain("cli.bad_key");
        (await auditor.Run("audit", "verify", auditor.At("text"), "--key", "a", "--key-file", "b")).Expect(2);
    }

    [Fact]
    public async Task The_log_is_searched()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            await tenant.NewOrganization("Northwind");
            await Entry(user, "tenancy.create_organization");

            var found = (await user.Run("audit", "list", "--text", "northwind", "--outcome", "success", "--category", "data-modification", "--from", "2026-01-01")).Expect(0).Out;
            var none = (await user.Run("audit", "list", "--to", "2020-01-01T00:00:00+02:00")).Expect(0).Out;

            found.ShouldContain("organization Northwind");
            none.Trim().ShouldBe("No entries.");
        }
    }

    private static Task<string> Entry(CommandLineUser user, string action) => Eventually.Get(
        $"an audit entry of {action} with its place",
        async () => (await user.Run("audit", "list", "--action", action, "--json")).Expect(0).Json["items"]!.AsArray() is [{ } first, ..] && first["sequence"] is not null ? (string)first["id"]! : null);

    private static Task<string> KeyOf(CommandLineUser user) =>
        Eventually.Get("the log's key", async () => await user.Run("audit", "key") is { ExitCode: 0 } ran ? ran.Out : null);

    private static byte[] Export(string[] entries, VerifierKey key, Ed25519Signer signer) =>
        [.. Encoding.UTF8.GetBytes(string.Concat(entries.Select(e => e + "\n"))), .. AuditExport.Trailer(Note(entries, key, signer), key)];

    private static string Note(string[] entries, VerifierKey key, Ed25519Signer signer)
    {
        var tree = new MerkleFrontier();
        tree.Append([.. entries.Select(e => MerkleHash.OfLeaf(Encoding.UTF8.GetBytes(e)))]);
        return new Checkpoint(key.Name, tree.Size, tree.Root).Sign(key, signer);
    }
}
