using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Cryptography;

namespace Holdfast.Tests.Modules.Audit.Proof;

public sealed class SignedNoteTests
{
    /// <summary>The example of Go's sumdb/note, whose format signed-note wrote down.</summary>
    private const string PeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private const string Peter =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void A_note_that_go_signed_is_accepted()
    {
        VerifierKey.TryParse(PeterKey, out var key).ShouldBeTrue();
        key.KeyId.ShouldBe(0xc74f20a3);
        key.ToString().ShouldBe(PeterKey);

        SignedNote.Parse(Peter).Value.Check(key).ShouldBeNull();
    }

    [Fact]
    public void The_same_seed_signs_the_same_note_as_go()
    {
        var seed = Convert.FromBase64String("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").AsSpan(1);
        using var signer = new Ed25519Signer(seed);
        var key = new VerifierKey("PeterNeumann", signer.PublicKey.Span);

        key.ToString().ShouldBe(PeterKey);
        SignedNote.Sign(Peter[..(Peter.IndexOf("\n\n", StringComparison.Ordinal) + 1)], key, signer).ShouldBe(Peter);
    }

    [Fact]
    public void Signatures_of_unknown_keys_are_passed_over_and_empty_lines_may_stand_in_the_text()
    {
        using var log = new TestLog();
        var note = SignedNote.Sign("first\n\nsecond\n", log.Key, log.Signer) + "— other.example AAAAAAAA\n";

        SignedNote.Parse(note).Value.Check(log.Key).ShouldBeNull();
        SignedNote.Parse(note).Value.Text.ShouldBe("first\n\nsecond\n");
    }

    [Fact]
    public void A_second_bad_signature_of_the_known_key_spoils_the_note()
    {
        using var log = new TestLog();
        var good = SignedNote.Sign("text\n", log.Key, log.Signer);
        var other = SignedNote.Sign("other\n", log.Key, log.Signer);

        SignedNote.Parse(good + other[(other.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).Value
            .Check(log.Key)!.Code.ShouldBe("proof.signature_wrong");
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAAAAAA")]
    [InlineData("text\n\n- name AAAAAAAA\n")]
    [InlineData("text\n\n—  name AAAAAAAA\n")]
    [InlineData("text\n\n— na+me AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAA\n")]
    [InlineData("text\n\n— name AAAAAA==\n")]
    [InlineData("text\n\n— name AAAAAAB=\n")]
    [InlineData("text\n\n— name AAAA AAAA\n")]
    [InlineData("te\txt\n\n— name AAAAAAAA\n")]
    [InlineData("te\rxt\n\n— name AAAAAAAA\n")]
    public void What_is_no_note_is_malformed(string text) => SignedNote.Parse(text).Problem!.Code.ShouldBe("proof.malformed");

    [Fact]
    public void A_text_that_is_not_unicode_is_malformed() =>
        SignedNote.Parse("te\ud800xt\n\n— name AAAAAAAA\n").Problem!.Code.ShouldBe("proof.malformed");

    [Fact]
    public void Notes_are_bounded()
    {
        SignedNote.Parse(new string('x', SignedNote.MaxLength) + "\n\n— name AAAAAAAA\n").Problem!.Code.ShouldBe("proof.malformed");
        SignedNote.Parse("x\n\n" + string.Concat(Enumerable.Repeat("— name AAAAAAAA\n", 32))).Succeeded.ShouldBeTrue();
        SignedNote.Parse("x\n\n" + string.Concat(Enumerable.Repeat("— name AAAAAAAA\n", 33))).Problem!.Code.ShouldBe("proof.malformed");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("PeterNeumann")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T")]
    [InlineData("PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void A_key_text_that_is_not_exact_is_refused(string? text) => VerifierKey.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Key_texts_with_a_plus_in_their_base64_are_read()
    {
        const string sumdb = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

        VerifierKey.TryParse(sumdb, out var key).ShouldBeTrue();
        key.Name.ShouldBe("sum.golang.org");
    }
}
