using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Audit.Proof;

public sealed class AuditFileTests : IDisposable
{
    private readonly TestLog log = new(entries: 11);

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task Every_entrys_proof_verifies_with_the_pinned_key_and_without()
    {
        for (var i = 0; i < log.Entries.Count; i++)
        {
            var file = log.ProofOf(i).ToUtf8();

            var verified = (await Verify(file, log.Key)).Value;
            verified.ShouldBe(new VerifiedFile(AuditFileKind.Entry, log.Head, log.Key, KeyIsPinned: true, Index: i));
            (await Verify(file)).Value.KeyIsPinned.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_proof_that_was_pretty_printed_and_reordered_still_verifies()
    {
        var file = JsonNode.Parse(log.ProofOf(3).ToUtf8())!.AsObject();
        var reordered = new JsonObject(file.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
        var indented = Encoding.UTF8.GetBytes(reordered.ToJsonString(new() { WriteIndented = true }));

        (await Verify(indented, log.Key)).Value.Index.ShouldBe(3);
    }

    [Fact]
    public async Task The_proof_inside_is_a_plain_tlog_proof()
    {
        var text = JsonNode.Parse(log.ProofOf(10).ToUtf8())!["proof"]!.GetValue<string>();

        text.ShouldStartWith("c2sp.org/tlog-proof@v1\nindex 10\n");
        TlogProof.Parse(text).Value.ToString().ShouldBe(text);
        TlogProof.Parse((log.ProofOf(1).Proof with { Extra = new byte[] { 1, 2 } }).ToString()).Value.Extra!.Value.ToArray().ShouldBe([1, 2]);
        (await Verify(log.ProofOf(10).ToUtf8())).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task What_failed_is_named()
    {
        using var other = new TestLog(seed: 8, entries: 11);
        var good = log.ProofOf(4);

        (await Code((good with { Entry = TestLog.Entry(5) }).ToUtf8())).ShouldBe("proof.entry_changed");
        (await Code((good with { Leaf = MerkleHash.OfLeaf([]) }).ToUtf8())).ShouldBe("proof.path_broken");
        (await Code((good with { Proof = good.Proof with { Index = 5 } }).ToUtf8())).ShouldBe("proof.path_broken");
        (await Code((good with { Proof = good.Proof with { Path = [.. good.Proof.Path.Skip(1)] } }).ToUtf8())).ShouldBe("proof.path_broken");
        (await Code((good with { Proof = good.Proof with { CheckpointNote = good.Proof.CheckpointNote.Replace("\n11\n", "\n12\n", StringComparison.Ordinal) } }).ToUtf8()))
            .ShouldBe("proof.signature_wrong");
        (await Code((good with { VerifierKey = other.Key }).ToUtf8())).ShouldBe("proof.unknown_key");
        (await Code(good.ToUtf8(), other.Key)).ShouldBe("proof.unknown_key");
        (await Code(other.ProofOf(4).ToUtf8(), log.Key)).ShouldBe("proof.unknown_key");
        (await Code("{}"u8.ToArray())).ShouldBe("proof.malformed");
        (await Code("{\"proof\":1}"u8.ToArray())).ShouldBe("proof.malformed");
        (await Code("{\"\\udc00\":1}"u8.ToArray())).ShouldBe("proof.malformed");
        (await Code("{\"entry\":{\"a\":\"\\ud800\"},\"leaf\":\"\\ud800\",\"proof\":\"\",\"verifierKey\":\"\"}"u8.ToArray())).ShouldBe("proof.malformed");
        (await Code([])).ShouldBe("proof.malformed");
    }

    [Fact]
    public void A_checkpoint_of_another_log_under_the_same_key_is_refused()
    {
        var note = SignedNote.Sign($"holdfast.example/audit/other\n1\n{MerkleHash.OfEmptyTree}\n", log.Key, log.Signer);

        Checkpoint.Open(note, log.Key).Problem!.Code.ShouldBe("proof.other_log");
    }

    [Theory]
    [InlineData("holdfast.example/audit/acme\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("holdfast.example/audit/acme\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("holdfast.example/audit/acme\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("holdfast.example/audit/acme\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    [InlineData("holdfast.example/audit/acme\n1\n47DEQpj8HBSa\n")]
    [InlineData("holdfast.example/audit/acme\n1\n")]
    [InlineData("holdfast.example/audit/acme\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nmore\n")]
    public void A_checkpoint_that_is_not_exact_is_malformed_even_if_signed(string text) =>
        Checkpoint.Open(SignedNote.Sign(text, log.Key, log.Signer), log.Key).Problem!.Code.ShouldBe("proof.malformed");

    [Fact]
    public async Task A_checkpoint_verifies_as_json_and_as_a_bare_note_with_the_pinned_key()
    {
        using var other = new TestLog(seed: 8, entries: 11);
        var (json, note) = (new AuditCheckpointFile(log.Sign(), log.Key).ToUtf8(), Encoding.UTF8.GetBytes(log.Sign()));

        (await Verify(json, log.Key)).Value.ShouldBe(new VerifiedFile(AuditFileKind.Checkpoint, log.Head, log.Key, KeyIsPinned: true));
        (await Verify(json)).Value.KeyIsPinned.ShouldBeFalse();
        (await Verify(note, log.Key)).Value.Checkpoint.ShouldBe(log.Head);
        (await Code(note)).ShouldBe("proof.key_needed");
        (await Code(note, other.Key)).ShouldBe("proof.unknown_key");
        (await Code(json, other.Key)).ShouldBe("proof.unknown_key");
        note[30] ^= 1;
        (await Code(note, log.Key)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_export_without_its_entries_is_not_a_checkpoint() =>
        (await Code(log.Export([]), log.Key)).ShouldBe("proof.count_differs");

    [Fact]
    public async Task Consistency_with_a_kept_checkpoint_is_shown_and_a_rewritten_history_found()
    {
        var (kept, size) = (log.Sign(), log.Head.Size);
        log.Append(TestLog.Entry(11));
        log.Append(TestLog.Entry(12));
        (await Verify(log.Since(kept, size).ToUtf8(), log.Key)).Value
            .ShouldBe(new VerifiedFile(AuditFileKind.Consistency, log.Head, log.Key, KeyIsPinned: true, EarlierSize: 11));

        using var rewritten = new TestLog(entries: 4);
        rewritten.Append("{\"action\":\"forged\"}"u8.ToArray());
        for (var i = 5; i < 13; i++)
        {
            rewritten.Append(TestLog.Entry(i));
        }

        (await Code(rewritten.Since(kept, size).ToUtf8(), log.Key)).ShouldBe("proof.history_rewritten");
        var earlier = Checkpoint.Open(kept, log.Key).Value;
        (await Verify(rewritten.Export(), log.Key, earlier)).Problem!.Code.ShouldBe("proof.history_rewritten");
        (await Verify(log.Export(), log.Key, earlier)).Value.EarlierSize.ShouldBe(11);
    }

    private static async Task<string?> Code(byte[] file, VerifierKey? pinned = null) => (await Verify(file, pinned)).Problem?.Code;

    private static async Task<Result<VerifiedFile>> Verify(byte[] file, VerifierKey? pinned = null, Checkpoint? earlier = null)
    {
        using var stream = new MemoryStream(file);
        return await AuditFile.Verify(stream, pinned, earlier, TestContext.Current.CancellationToken);
    }
}
