using System.Security.Cryptography;
using Holdfast.Modules.Vault.Domain;

namespace Holdfast.Tests.Modules.Vault.Domain;

public sealed class KeyRingTests
{
    private static readonly byte[] Old = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] New = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Secret = "what nobody may read"u8.ToArray();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public void What_was_sealed_opens_again(int length)
    {
        var ring = new KeyRing([Old]);
        var clear = RandomNumberGenerator.GetBytes(length);
        ring.Open(ring.Seal(clear, "p"), "p").ShouldBe(clear);
    }

    [Fact]
    public void The_same_value_is_sealed_differently_each_time() =>
        new KeyRing([Old]).Seal(Secret, "p").ShouldNotBe(new KeyRing([Old]).Seal(Secret, "p"));

    [Fact]
    public void Another_purpose_does_not_open_it()
    {
        var ring = new KeyRing([Old]);
        Should.Throw<CryptographicException>(() => ring.Open(ring.Seal(Secret, "idempotency"), "webhooks"));
    }

    [Fact]
    public void Every_changed_bit_and_every_cut_is_noticed()
    {
        var ring = new KeyRing([Old]);
        var box = ring.Seal(Secret, "p");
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var changed = (byte[])box.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Should.Throw<CryptographicException>(() => ring.Open(changed, "p"));
        }

        for (var length = 0; length < box.Length; length++)
        {
            Should.Throw<CryptographicException>(() => ring.Open(box.AsSpan(0, length), "p"));
        }
    }

    [Fact]
    public void After_a_rotation_the_old_key_still_opens_and_the_new_one_seals()
    {
        var before = new KeyRing([Old]).Seal(Secret, "p");
        var rotated = new KeyRing([New, Old]);
        rotated.Open(before, "p").ShouldBe(Secret);
        new KeyRing([New]).Open(rotated.Seal(Secret, "p"), "p").ShouldBe(Secret);
    }

    [Fact]
    public void A_key_that_is_gone_is_named_in_the_error()
    {
        var box = new KeyRing([Old]).Seal(Secret, "p");
        Should.Throw<CryptographicException>(() => new KeyRing([New]).Open(box, "p")).Message.ShouldContain(new KeyRing([Old]).EncryptingKeyId);
    }
}
