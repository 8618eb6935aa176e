using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Tests.Modules.Integrations.Contracts;

public sealed class FieldRulesTests
{
    [Theory]
    [InlineData(FieldType.Text, "\"a text\"", true)]
    [InlineData(FieldType.Text, "\"  \"", false)]
    [InlineData(FieldType.Text, "\"\"", false)]
    [InlineData(FieldType.Text, "\"two\\nlines\"", false)]
    [InlineData(FieldType.Text, "\"nul\\u0000\"", false)]
    [InlineData(FieldType.Text, "\"half\\ud800\"", false)]
    [InlineData(FieldType.Text, "\"12345678901\"", false)]
    [InlineData(FieldType.Text, "5", false)]
    [InlineData(FieldType.LongText, "\"two\\nlines\"", true)]
    [InlineData(FieldType.LongText, "\"esc\\u001b\"", false)]
    [InlineData(FieldType.Number, "7", true)]
    [InlineData(FieldType.Number, "0", false)]
    [InlineData(FieldType.Number, "11", false)]
    [InlineData(FieldType.Number, "7.5", false)]
    [InlineData(FieldType.Number, "1e30", false)]
    [InlineData(FieldType.Number, "\"7\"", false)]
    [InlineData(FieldType.Boolean, "true", true)]
    [InlineData(FieldType.Boolean, "\"true\"", false)]
    [InlineData(FieldType.TextList, "[]", true)]
    [InlineData(FieldType.TextList, "[\"a\",\"b\"]", true)]
    [InlineData(FieldType.TextList, "[\"a\",\"b\",\"c\"]", false)]
    [InlineData(FieldType.TextList, "[\"a\",1]", false)]
    [InlineData(FieldType.TextList, "{}", false)]
    [InlineData(FieldType.Certificate, "\"no pem\"", false)]
    [InlineData(FieldType.Choice, "\"RED\"", true)]
    [InlineData(FieldType.Choice, "\"red\"", false)]
    [InlineData(FieldType.Choice, "1", false)]
    [InlineData(FieldType.Decimal, "1.5", true)]
    [InlineData(FieldType.Decimal, "10", true)]
    [InlineData(FieldType.Decimal, "10.01", false)]
    [InlineData(FieldType.Decimal, "1e300", false)]
    [InlineData(FieldType.Decimal, "\"1.5\"", false)]
    [InlineData(FieldType.List, "[1,2]", true)]
    [InlineData(FieldType.List, "[1,11]", false)]
    [InlineData(FieldType.List, "[1,2,3]", false)]
    [InlineData(FieldType.List, "{}", false)]
    [InlineData(FieldType.Object, "{\"port\":5}", true)]
    [InlineData(FieldType.Object, "{\"port\":50}", false)]
    [InlineData(FieldType.Object, "{\"other\":5}", false)]
    [InlineData(FieldType.Object, "[]", false)]
    [InlineData(FieldType.Secret, "\"s3cret\"", true)]
    [InlineData(FieldType.Secret, "\"two\\nlines\"", false)]
    public void A_value_is_of_its_type_and_within_its_bounds(FieldType type, string json, bool good) =>
        Wrong($$"""{"it":{{json}}}""", new FieldDescription("it", type, "It.") 
        {
            MaxLength = 10,
            MaxItems = 2,
            Minimum = 1,
            Maximum = 10,
            Choices = ["RED", "GREEN"],
            Item = new("", FieldType.Number, "One.") { Minimum = 1, Maximum = 10 },
            Members = [new("port", FieldType.Number, "A port.") { Maximum = 10 }],
        }).Count.ShouldBe(good ? 0 : 1);

    [Theory]
    [InlineData("http://grafana.lan:3000", true)]
    [InlineData("https://example.com/grafana/", true)]
    [InlineData("https://user:pass@example.com", false)]
    [InlineData("https://example.com/?a=b", false)]
    [InlineData("https://example.com/#x", false)]
    [InlineData("https://exam ple.com", false)]
    [InlineData("ftp://example.com", false)]
    [InlineData("/grafana", false)]
    [InlineData("file:///etc/passwd", false)]
    public void An_address_is_plain_http(string url, bool good) =>
        Wrong(JsonSerializer.Serialize(new { it = url }), new FieldDescription("it", FieldType.Url, "It.")).Count.ShouldBe(good ? 0 : 1);

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", true)]
    [InlineData("2026-03-01T10:00:00.123+02:00", true)]
    [InlineData("2026-03-01T10:00:00", false)]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-13-01T10:00:00Z", false)]
    public void A_moment_has_its_offset(string moment, bool good) =>
        Wrong(JsonSerializer.Serialize(new { it = moment }), new FieldDescription("it", FieldType.Time, "It.")).Count.ShouldBe(good ? 0 : 1);

    [Fact]
    public void A_certificate_is_taken_and_a_private_key_is_not()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var field = new FieldDescription("it", FieldType.Certificate, "It.") { MaxLength = 5000 };
        Wrong(JsonSerializer.Serialize(new { it = certificate.ExportCertificatePem() }), field).ShouldBeEmpty();
        Wrong(JsonSerializer.Serialize(new { it = certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() }), field).ShouldContainKey("of.it");
    }

    [Fact]
    public void What_is_unknown_missing_or_there_twice_is_named_and_no_value_is_repeated()
    {
        var needed = new FieldDescription("needed", FieldType.Text, "It.") { Required = true };
        var other = new FieldDescription("other", FieldType.Number, "It.");
        var wrong = Wrong("""{"other":"s3cret","other":1,"extra":"s3cret"}""", needed, other);
        wrong.Keys.ShouldBe(["of.other", "of.extra", "of.needed"], ignoreOrder: true);
        string.Concat(wrong.Values).ShouldNotContain("s3cret");
    }

    [Fact]
    public void What_is_wrong_inside_lists_and_objects_is_named_by_its_path()
    {
        var rule = new FieldDescription("", FieldType.Object, "A rule.") { Members = [new("port", FieldType.Number, "A port.") { Required = true, Minimum = 1 }] };
        var rules = new FieldDescription("rules", FieldType.List, "Rules.") { Item = rule };
        Wrong("""{"rules":[{"port":1},{"port":0},{},7]}""", rules).Keys.ShouldBe(["of.rules.1.port", "of.rules.2.port", "of.rules.3"], ignoreOrder: true);
        Wrong($$"""{"rules":[{{string.Join(',', Enumerable.Repeat("7", 5000))}}]}""", rules with { MaxItems = 10_000 }).Count.ShouldBe(50);
        var values = new FieldValues(JsonSerializer.Deserialize<JsonElement>("""{"rules":[{"port":1},{"port":2}],"share":0.5}"""));
        values.Objects("rules").Select(r => r.NumberOrNull("port")).ShouldBe([1L, 2L]);
        values.DecimalOrNull("share").ShouldBe(0.5m);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"needed":null}""")]
    [InlineData("{}")]
    public void Null_is_as_if_it_were_not_there(string json) =>
        Wrong(json, new FieldDescription("needed", FieldType.Text, "It.") { Required = true }).Keys.ShouldBe(["of.needed"]);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    public void Anything_but_an_object_is_refused_as_a_whole(string json) => Wrong(json).Keys.ShouldBe(["of"]);

    [Fact]
    public void Very_many_wrong_members_give_a_bounded_answer() =>
        Wrong("{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"m{i}\":1")) + "}").Count.ShouldBe(50);

    private static Dictionary<string, string> Wrong(string json, params FieldDescription[] fields)
    {
        var wrong = new Dictionary<string, string>();
        FieldRules.Check(fields, JsonSerializer.Deserialize<JsonElement>(json), "of", wrong);
        return wrong;
    }
}
