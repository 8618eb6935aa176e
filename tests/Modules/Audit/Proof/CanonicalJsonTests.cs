using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Audit.Proof;

namespace Holdfast.Tests.Modules.Audit.Proof;

/// <summary>The examples of RFC 8785 and what it leaves to be refused.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_example_of_section_3_2_2_comes_out_as_printed()
    {
        const string input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;

        Canonical(input).ShouldBe(
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""");
    }

    [Fact]
    public void Members_stand_in_the_order_of_utf_16_code_units()
    {
        const string input = """
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """;

        Canonical(input).ShouldBe(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
            + "\"€\":\"Euro Sign\",\"\U0001F600\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_in_appendix_b(string bits, string expected)
    {
        var number = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

        CanonicalJson.Number(number).ShouldBe(expected);
        Canonical(expected).ShouldBe(expected);
    }

    [Fact]
    public void Every_double_is_read_back_from_its_text()
    {
        var random = new Random(8785);
        for (var i = 0; i < 20_000; i++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(number))
            {
                double.Parse(CanonicalJson.Number(number), CultureInfo.InvariantCulture).ShouldBe(number);
            }
        }
    }

    [Theory]
    [InlineData("\"\\u0000\\u001f\\u007f\\b\\t\\f\\u2028\"", "\"\\u0000\\u001f\u007f\\b\\t\\f\u2028\"")]
    [InlineData("\"\\u003c\\/script\\u003e\"", "\"</script>\"")]
    [InlineData(" [ ] ", "[]")]
    [InlineData("{ \"b\" : { } , \"a\" : [ 1 , -0 ] }", "{\"a\":[1,0],\"b\":{}}")]
    public void Escapes_and_white_space_have_one_form(string input, string expected) => Canonical(input).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("1e400")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("1 2")]
    [InlineData("")]
    public void What_has_no_canonical_form_is_refused(string input) => Should.Throw<JsonException>(() => Canonical(input));

    [Fact]
    public void Broken_utf_8_and_bottomless_nesting_are_refused()
    {
        Should.Throw<JsonException>(() => CanonicalJson.Of(new byte[] { (byte)'"', 0xc3, 0x28, (byte)'"' }));
        Should.Throw<JsonException>(() => CanonicalJson.Of(Encoding.UTF8.GetBytes(new string('[', 100_000))));
    }

    [Fact]
    public void Duplicates_are_refused_in_values_that_were_read_laxly()
    {
        using var lax = JsonDocument.Parse("""{"x":{"a":1,"\u0061":2}}""");

        Should.Throw<JsonException>(() => CanonicalJson.Of(lax.RootElement));
    }

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
}
