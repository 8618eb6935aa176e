using Holdfast.Platform.Messaging.JetStream;

namespace Holdfast.Tests.Platform.Messaging;

public sealed class PubAckReaderTests
{
    [Theory]
    [InlineData("""{"stream":"ORDERS", "seq":42}""", "ORDERS", 42, false)]
    [InlineData("""{"stream":"ORDERS","seq":18446744073709551615}""", "ORDERS", ulong.MaxValue, false)]
    [InlineData("""{"stream":"ORDERS", "seq":7,"duplicate": true}""", "ORDERS", 7, true)]
    [InlineData("""{"stream":"ORDERS", "domain":"leaf", "seq":7}""", "ORDERS", 7, false)]
    [InlineData("""{ "seq": 7, "stream": "ORDERS" }""", "ORDERS", 7, false)]
    [InlineData("""{"stream":"A\u0042", "seq":7}""", "AB", 7, false)]
    [InlineData("""{"stream":"Büro", "seq":7}""", "Büro", 7, false)]
    public void An_acknowledgement_is_read_in_any_form_that_json_allows(string json, string stream, ulong seq, bool duplicate) =>
        PubAckReader.Read(Encoding.UTF8.GetBytes(json)).ShouldBe(new PubAckResponse(stream, seq, duplicate));

    [Fact]
    public void A_refusal_is_an_error() =>
        Should.Throw<NatsJSApiException>(() => PubAckReader.Read("""{"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 3"},"stream":"ORDERS","seq":0}"""u8)).ErrCode.ShouldBe(10071);

    [Theory]
    [InlineData("""{"stream":"ORDERS", "seq":42""")]
    [InlineData("""{"stream":"ORDERS", "seq":-1}""")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"error":null}""")]
    [InlineData("""{"stream":7, "seq":42}""")]
    public void What_is_no_acknowledgement_is_not_taken_for_one(string text) => Should.Throw<NatsException>(() => PubAckReader.Read(Encoding.UTF8.GetBytes(text)));
}
