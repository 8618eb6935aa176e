using System.Security.Cryptography;
using System.Text;
using Holdfast.Platform.Cryptography;

namespace Holdfast.Tests.Platform.Cryptography;

public sealed class Sha256Tests
{
    // FIPS 180-4, examples of NIST.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void It_gives_the_published_hashes(string text, string hash) => Hash(Encoding.ASCII.GetBytes(text)).ShouldBe(hash);

    [Fact]
    public async Task It_agrees_with_dotnet_for_every_length_from_many_threads()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), TestContext.Current.CancellationToken, (length, _) =>
        {
            var data = RandomNumberGenerator.GetBytes(length);
            Hash(data).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(data)));
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void A_hash_needs_its_room() => Should.Throw<ArgumentException>(() => Sha256.Hash([], new byte[31]));

    private static string Hash(byte[] data)
    {
        var hash = new byte[Sha256.Size];
        Sha256.Hash(data, hash);
        return Convert.ToHexStringLower(hash);
    }
}
