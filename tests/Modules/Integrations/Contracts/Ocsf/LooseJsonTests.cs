using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Tests.Modules.Integrations.Contracts.Ocsf;

public sealed class LooseJsonTests
{
    private static readonly JsonElement Json = JsonDocument.Parse(
        """
        {"text":" a\u0000b ","number":17.5,"truth":true,"null":null,"empty":"","list":["", null, {"a":1}, "first", "second"],"deep":{"er":{"most":"here"}},
         "half":"\ud800x","texts":["a",1,false,null,{"no":1}],"numberInText":"1,234.5","one":"1","zero":0,"time":"2026-03-01T10:00:00Z","huge":1e300,"objects":[{"a":1},2,{"a":3}]}
        """).RootElement;

    [Theory]
    [InlineData("text", "a b")]
    [InlineData("number", "17.5")]
    [InlineData("truth", "true")]
    [InlineData("list", "first")]
    [InlineData("deep.er.most", "here")]
    public void A_text_is_read_of_what_can_be_one(string path, string text) => LooseJson.Text(Json, path).ShouldBe(text);

    [Fact]
    public void Half_of_a_pair_is_no_text() => LooseJson.Text(Json, "half").ShouldBeNull();

    [Theory]
    [InlineData("null")]
    [InlineData("empty")]
    [InlineData("missing")]
    [InlineData("deep")]
    [InlineData("deep.er.missing")]
    [InlineData("text.more")]
    [InlineData("")]
    public void What_is_no_text_is_null(string path) => LooseJson.Text(Json, path).ShouldBeNull();

    [Fact]
    public void The_first_text_of_a_list_and_all_of_them_are_found()
    {
        LooseJson.Text(Json, "list").ShouldBe("first");
        LooseJson.Texts(Json, "texts").ShouldBe(["a", "1", "false"]);
        LooseJson.Texts(Json, "number").ShouldBe(["17.5"]);
        LooseJson.Texts(Json, "missing").ShouldBeEmpty();
        LooseJson.FirstText(Json, "missing", "empty", "deep.er.most").ShouldBe("here");
    }

    [Fact]
    public void Numbers_truths_times_and_objects_are_read_of_what_can_be_one()
    {
        LooseJson.Number(Json, "numberInText").ShouldBe(1234.5m);
        LooseJson.Number(Json, "huge").ShouldBeNull();
        LooseJson.Number(Json, "truth").ShouldBeNull();
        LooseJson.Truth(Json, "one").ShouldBe(true);
        LooseJson.Truth(Json, "zero").ShouldBe(false);
        LooseJson.Truth(Json, "text").ShouldBeNull();
        LooseJson.Time(Json, "time").ShouldBe(DateTimeOffset.Parse("2026-03-01T10:00:00Z"));
        LooseJson.Objects(Json, "objects").Count.ShouldBe(2);
        LooseJson.Objects(Json, "text").ShouldBeEmpty();
    }

    [Fact]
    public void A_text_is_cut_between_characters_and_a_line_is_one_line()
    {
        LooseJson.Line("a\r\nb\tc", 100).ShouldBe("a  b c");
        LooseJson.Line("ab😀", 3).ShouldBe("ab");
        LooseJson.Line(new string('x', 500), 200).Length.ShouldBe(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<html/>")]
    [InlineData("{\"a\":1}}")]
    public void A_body_that_is_no_json_is_null(string body) => LooseJson.Parse(Encoding.UTF8.GetBytes(body)).ShouldBeNull();

    [Fact]
    public void A_byte_order_mark_is_passed_over_and_depth_is_bounded()
    {
        LooseJson.Parse((byte[])[0xEF, 0xBB, 0xBF, .. "{}"u8])!.Value.ValueKind.ShouldBe(JsonValueKind.Object);
        LooseJson.Parse(Encoding.UTF8.GetBytes(new string('[', 65) + new string(']', 65))).ShouldBeNull();
        LooseJson.Parse(new byte[] { 0xFF, 0xFE, 0x7B }).ShouldBeNull();
    }

    [Fact]
    public void Nothing_throws_whatever_the_path_or_the_body() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Texts.Any("{}[]\":,.0129truefalsn\\u"), text =>
    {
        LooseJson.Text(Json, text);
        var parsed = LooseJson.Parse(Encoding.UTF8.GetBytes(text));
        return parsed is not { } json || (LooseJson.Text(json, "a") is var _ && LooseJson.Texts(json, text) is var _ && LooseJson.Number(json, text) is var _ && LooseJson.Truth(json, "0") is var _);
    }));
}
