using System.Text;
using Holdfast.Modules.Access.Domain;

namespace Holdfast.Tests.Modules.Access.Domain;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, SHA-1.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Totp.Code(Secret, Totp.StepOf(at), digits: 8).ShouldBe(code);
        Totp.Code(Secret, Totp.StepOf(at)).ShouldBe(code[2..]);
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_differ_by_one_step(int steps, bool holds)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_111);
        var step = Totp.StepOf(now) + steps;
        Totp.Match(Secret, Totp.Code(Secret, step), now).ShouldBe(holds ? step : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("05047")]
    [InlineData("0504711")]
    [InlineData("０５０４７１")]
    [InlineData("abcdef")]
    public void What_is_no_code_matches_no_step(string code) => Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1_111_111_111)).ShouldBeNull();

    // RFC 4648, 10, without padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base_32(string clear, string text) => Totp.Base32(Encoding.ASCII.GetBytes(clear)).ShouldBe(text);

    [Fact]
    public void An_address_of_odd_signs_stands_in_the_uri_as_one_name() =>
        Totp.Uri("Hold fast", "ann+x@example.test", "MZXW6").ShouldBe("otpauth://totp/Hold%20fast:ann%2Bx%40example.test?secret=MZXW6&issuer=Hold%20fast&algorithm=SHA1&digits=6&period=30");

    [Fact]
    public void A_recovery_code_is_known_however_it_is_typed()
    {
        var codes = RecoveryCode.NewSet();
        codes.Distinct().Count().ShouldBe(10);
        codes.ShouldAllBe(code => code.Length == 19);
        RecoveryCode.Hash(codes[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)).ShouldBe(RecoveryCode.Hash(codes[0]));
        RecoveryCode.Hash(codes[0]).ShouldNotBe(RecoveryCode.Hash(codes[1]));
    }
}
