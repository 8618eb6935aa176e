using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Audit.Proof;

/// <summary>No change to a file goes unnoticed.</summary>
public sealed class TamperingTests : IDisposable
{
    private static readonly byte[] Masks = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff];

    private readonly TestLog log = new(entries: 6);

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task An_export_verifies_whatever_its_size()
    {
        foreach (var count in new[] { 0, 1, 2, 7, 8, 1000 })
        {
            using var other = new TestLog(entries: count);
            (await Verify(other.Export(), other.Key)).Value.Checkpoint.Size.ShouldBe(count);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_flip_of_every_byte_of_an_export_is_found(bool pinned)
    {
        var export = log.Export();
        (await Verify(export, pinned ? log.Key : null)).Succeeded.ShouldBeTrue();
        for (var i = 0; i < export.Length; i++)
        {
            foreach (var mask in Masks)
            {
                export[i] ^= mask;
                (await Verify(export, pinned ? log.Key : null)).Succeeded.ShouldBeFalse($"byte {i} ^ {mask:x2}");
                export[i] ^= mask;
            }
        }
    }

    [Fact]
    public async Task Every_deleted_doubled_or_swapped_entry_is_found()
    {
        for (var i = 0; i < log.Entries.Count; i++)
        {
            List<byte[]> lines = [.. log.Entries];
            lines.RemoveAt(i);
            (await Code(log.Export(lines))).ShouldBe("proof.count_differs");

            lines.Insert(i, log.Entries[i]);
            lines.Insert(i, log.Entries[i]);
            (await Code(log.Export(lines))).ShouldBe("proof.count_differs");

            for (var j = i + 1; j < log.Entries.Count; j++)
            {
                lines = [.. log.Entries];
                (lines[i], lines[j]) = (lines[j], lines[i]);
                (await Code(log.Export(lines))).ShouldBe("proof.root_differs");
            }
        }
    }

    [Fact]
    public async Task Every_truncation_and_every_addition_is_found()
    {
        var export = log.Export();
        for (var length = 0; length < export.Length; length++)
        {
            (await Code(export[..length])).ShouldBe("proof.malformed", $"first {length} bytes");
        }

        (await Code([.. export, (byte)'\n'])).ShouldBe("proof.malformed");
        (await Code([.. export, .. export])).ShouldBe("proof.malformed");
        (await Code([(byte)'\n', .. export])).ShouldBe("proof.count_differs");
    }

    [Fact]
    public async Task A_flip_in_a_proof_file_fails_unless_it_leaves_the_same_content()
    {
        var file = log.ProofOf(5).ToUtf8();
        for (var i = 0; i < file.Length; i++)
        {
            foreach (var mask in Masks)
            {
                file[i] ^= mask;
                if ((await Verify(file, log.Key)).Succeeded)
                {
                    var read = AuditProofFile.Parse(file).Value;
                    read.Entry.ToArray().ShouldBe(log.Entries[5]);
                    read.Proof.ToString().ShouldBe(log.ProofOf(5).Proof.ToString());
                }

                file[i] ^= mask;
            }
        }
    }

    [Fact]
    public async Task Lines_that_are_longer_than_the_buffer_are_read_and_endless_ones_refused()
    {
        using var other = new TestLog();
        foreach (var length in new[] { 10, 65_534, 65_535, 65_536, 200_000, AuditExport.MaxLine - 100 })
        {
            other.Append([.. "{\"action\":\""u8, .. Enumerable.Repeat((byte)'x', length), .. "\"}"u8]);
        }

        (await Verify(other.Export(), other.Key)).Value.Checkpoint.Size.ShouldBe(6);
        (await Code(new byte[AuditExport.MaxLine * 3])).ShouldBe("proof.malformed");
    }

    private async Task<string?> Code(byte[] file) => (await Verify(file, log.Key)).Problem?.Code;

    private static async Task<Result<VerifiedFile>> Verify(byte[] file, VerifierKey? pinned)
    {
        using var stream = new MemoryStream(file);
        return await AuditFile.Verify(stream, pinned, earlier: null, TestContext.Current.CancellationToken);
    }
}
