using System.IO.Compression;
using System.Text;
using Holdfast.Modules.Fleet.Ingest;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Modules.Fleet.Ingest;

public class NdjsonBodyTests
{
    [Fact]
    public async Task Lines_keep_their_numbers_and_blank_ones_are_no_documents()
    {
        var read = (await Read(Encoding.UTF8.GetBytes("{\"a\":1}\r\n\n  \n{\"b\":2}"), false)).Value;
        read.Select(l => (l.Line, Encoding.UTF8.GetString(l.Document.Span))).ShouldBe([(1, "{\"a\":1}\r"), (4, "{\"b\":2}")]);
    }

    [Fact]
    public async Task A_body_that_unpacks_to_more_than_the_bound_is_refused_on_the_way()
    {
        var bomb = Gzip(new byte[200 * 1024 * 1024]);
        bomb.Length.ShouldBeLessThan(SensorLimits.MaxIngestBytes);
        (await Read(bomb, true)).Problem!.Code.ShouldBe("ingest.too_large");
    }

    [Fact]
    public async Task A_body_at_the_bound_is_taken() => (await Read(Gzip([.. Enumerable.Repeat((byte)' ', SensorLimits.MaxIngestBytes)]), true)).Value.ShouldBeEmpty();

    [Fact]
    public async Task More_documents_than_a_body_may_hold_are_refused() =>
        (await Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", SensorLimits.MaxIngestDocuments + 1))), false)).Problem!.Code.ShouldBe("ingest.too_large");

    [Fact]
    public async Task What_is_not_gzip_is_refused() => (await Read("plain"u8.ToArray(), true)).Problem!.Code.ShouldBe("ingest.broken");

    [Fact]
    public async Task A_body_that_breaks_off_is_refused()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 400).Select(n => $"{{\"n\":{n}}}"))));
        (await Read(whole[..(whole.Length / 2)], true)).Problem!.Code.ShouldBe("ingest.broken");
    }

    private static async Task<Holdfast.Platform.Kernel.Result<IReadOnlyList<(int Line, ReadOnlyMemory<byte> Document)>>> Read(byte[] body, bool isCompressed)
    {
        using var stream = new MemoryStream(body);
        return await NdjsonBody.Read(stream, isCompressed, TestContext.Current.CancellationToken);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
