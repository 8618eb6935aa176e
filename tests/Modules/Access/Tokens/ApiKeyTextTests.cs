using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Tokens;

namespace Holdfast.Tests.Modules.Access.Tokens;

public sealed class ApiKeyTextTests
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // The check values that the catalogues of CRCs name for CRC-32/ISO-HDLC.
    [Theory]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("", 0u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void The_checksum_is_crc_32(string text, uint expected) => Crc32.Of(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);

    [Theory]
    [InlineData(ApiKeyMode.Live, "sk_live_")]
    [InlineData(ApiKeyMode.Test, "sk_test_")]
    internal void A_new_text_has_its_shape_and_the_digest_is_sha_256(ApiKeyMode mode, string prefix)
    {
        var text = ApiKeyText.New(mode);
        text.ShouldMatch($"^{prefix}[0-9A-Za-z]{{36}}$");
        ApiKeyText.Prefix(text).ShouldBe(text[..14]);
        ApiKeyText.Digest(text)!.Value.ToBytes().ShouldBe(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        var sum = text[38..].Aggregate(0L, (value, digit) => (value * 62) + Base62.IndexOf(digit, StringComparison.Ordinal));
        sum.ShouldBe(Crc32.Of(Encoding.ASCII.GetBytes(text, 0, 38)));
        ApiKeyText.New(mode).ShouldNotBe(text);
    }

    [Fact]
    public void A_text_of_which_any_character_is_another_is_none()
    {
        var text = ApiKeyText.New(ApiKeyMode.Live);
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in "0aZ_ é\0")
            {
                if (other != text[i])
                {
                    var changed = text.ToCharArray();
                    changed[i] = other;
                    ApiKeyText.Digest(changed).ShouldBeNull($"{i} {other}");
                }
            }
        }

        ApiKeyText.Digest(text.AsSpan(0, 43)).ShouldBeNull();
        ApiKeyText.Digest(text + "0").ShouldBeNull();
        ApiKeyText.Digest("").ShouldBeNull();
        ApiKeyText.Digest(text.Replace("sk_live_", "sk_test_", StringComparison.Ordinal)).ShouldBeNull();
    }
}
