using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Modules.Fleet.Protocol;

public sealed class SensorAssertionTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Guid tenant = Guid.CreateVersion7(Now);
    private readonly Guid device = Guid.CreateVersion7(Now);

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_fresh_assertion_says_who_asks()
    {
        SensorAssertion.TryVerify(key, SensorAssertion.Write(key, tenant, device, Now), Now, out var claims).ShouldBeTrue();
        claims.DeviceId.ShouldBe(device);
        claims.TenantId.ShouldBe(tenant);
        claims.IssuedAt.ShouldBe(Now);
        claims.ExpiresAt.ShouldBe(Now.AddSeconds(300));
    }

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-59, true)]
    [InlineData(359, true)]
    [InlineData(360, false)]
    public void It_holds_for_five_minutes_give_or_take_one(int seconds, bool holds) =>
        SensorAssertion.TryVerify(key, SensorAssertion.Write(key, tenant, device, Now), Now.AddSeconds(seconds), out _).ShouldBe(holds);

    [Fact]
    public void Another_key_or_curve_does_not_verify_it()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var token = SensorAssertion.Write(key, tenant, device, Now);
        SensorAssertion.TryVerify(other, token, Now, out var claims).ShouldBeFalse();
        claims.ShouldBeNull();
        SensorAssertion.TryVerify(larger, SensorAssertion.Write(larger, tenant, device, Now), Now, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{\"alg\":\"none\",\"typ\":\"holdfast-sensor+jwt\",\"kid\":\"$d\"}", null)]
    [InlineData("{\"alg\":\"HS256\",\"typ\":\"holdfast-sensor+jwt\",\"kid\":\"$d\"}", null)]
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"$d\"}", null)]
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"holdfast-sensor+jwt\",\"kid\":\"$t\"}", null)]
    [InlineData("{\"alg\":\"ES256\",\"typ\":\"holdfast-sensor+jwt\",\"kid\":\"$d\",\"jwk\":{}}", null)]
    [InlineData("{\"alg\":\"ES256\",\"alg\":\"ES256\",\"typ\":\"holdfast-sensor+jwt\",\"kid\":\"$d\"}", null)]
    [InlineData(null, "{\"iss\":\"$d\",\"sub\":\"$d\",\"tid\":\"$t\",\"aud\":\"holdfast\",\"iat\":$n,\"exp\":$e,\"jti\":\"$d\"}")]
    [InlineData(null, "{\"iss\":\"$t\",\"sub\":\"$d\",\"tid\":\"$t\",\"aud\":\"holdfast-sensor\",\"iat\":$n,\"exp\":$e,\"jti\":\"$d\"}")]
    [InlineData(null, "{\"iss\":\"$d\",\"sub\":\"$d\",\"tid\":\"$t\",\"aud\":\"holdfast-sensor\",\"iat\":$n,\"exp\":$n,\"jti\":\"$d\"}")]
    [InlineData(null, "{\"iss\":\"$d\",\"sub\":\"$d\",\"tid\":\"$t\",\"aud\":\"holdfast-sensor\",\"iat\":$n,\"exp\":99999999999,\"jti\":\"$d\"}")]
    [InlineData(null, "{\"iss\":\"$d\",\"sub\":\"$d\",\"tid\":\"$t\",\"aud\":\"holdfast-sensor\",\"iat\":-9223372036854775808,\"exp\":9223372036854775807,\"jti\":\"$d\"}")]
    [InlineData(null, "{\"iss\":\"$d\",\"sub\":\"$d\",\"aud\":\"holdfast-sensor\",\"iat\":$n,\"exp\":$e,\"jti\":\"$d\"}")]
    [InlineData(null, "{\"iss\":\"$d\",\"sub\":\"$d\",\"tid\":null,\"aud\":\"holdfast-sensor\",\"iat\":$n,\"exp\":$e,\"jti\":\"$d\"}")]
    [InlineData(null, "[]")]
    [InlineData(null, "null")]
    public void Well_signed_but_wrong_content_is_refused(string? header, string? claims)
    {
        SensorAssertion.TryVerify(key, Sign(null, null), Now, out _).ShouldBeTrue();
        SensorAssertion.TryVerify(key, Sign(header, claims), Now, out _).ShouldBeFalse();
    }

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        var token = SensorAssertion.Write(key, tenant, device, Now);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            SensorAssertion.TryVerify(key, changed, Now, out _).ShouldBeFalse($"at {i}");
        }

        foreach (var wrong in new[] { null, "", ".", "..", "a.b.c", token + "=", token + "A", token[..^1], $"{token}.x", new string('a', 5000) })
        {
            SensorAssertion.TryVerify(key, wrong, Now, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_proof_of_enrolment_holds_for_one_key_and_one_token()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var proof = EnrollmentProof.Write(key, "token");
        EnrollmentProof.Verify(key, "token", proof).ShouldBeTrue();
        EnrollmentProof.Verify(key, "token2", proof).ShouldBeFalse();
        EnrollmentProof.Verify(other, "token", proof).ShouldBeFalse();
        EnrollmentProof.Verify(key, "token", null).ShouldBeFalse();
        EnrollmentProof.Verify(key, "token", proof + "A").ShouldBeFalse();
    }

    [Fact]
    public void A_public_key_is_a_P256_point_and_nothing_else()
    {
        SensorPublicKey.TryRead(SensorPublicKey.Write(key), out var read).ShouldBeTrue();
        using (read)
        {
            EnrollmentProof.Verify(read, "t", EnrollmentProof.Write(key, "t")).ShouldBeTrue();
        }

        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(1024);
        foreach (var wrong in new[] { null, "", "!", SensorPublicKey.Write(larger), Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), SensorPublicKey.Write(key)[..^8], SensorPublicKey.Write(key) + "AAAA" })
        {
            SensorPublicKey.TryRead(wrong, out _).ShouldBeFalse();
        }
    }

    private string Sign(string? header, string? claims)
    {
        var signed = $"{Part(header ?? "{\"alg\":\"ES256\",\"typ\":\"holdfast-sensor+jwt\",\"kid\":\"$d\"}")}." +
            Part(claims ?? "{\"iss\":\"$d\",\"sub\":\"$d\",\"tid\":\"$t\",\"aud\":\"holdfast-sensor\",\"iat\":$n,\"exp\":$e,\"jti\":\"$d\"}");
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json
        .Replace("$d", device.ToString(), StringComparison.Ordinal).Replace("$t", tenant.ToString(), StringComparison.Ordinal)
        .Replace("$n", $"{Now.ToUnixTimeSeconds()}", StringComparison.Ordinal).Replace("$e", $"{Now.ToUnixTimeSeconds() + 300}", StringComparison.Ordinal)));
}
