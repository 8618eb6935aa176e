using System.Text;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Modules.Fleet.Protocol;

public sealed class DocumentReaderTests
{
    private const string Head = "\"id\":\"0197a000-0000-7000-8000-0000000000aa\",\"at\":\"2026-03-01T12:00:00Z\",\"seq\":5,\"prev\":4";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Documents_look_as_the_contract_says()
    {
        var document = new EventsDocument(Guid.Parse("0197a000-0000-7000-8000-0000000000aa"), Now, 5, 4,
            [new(Now.AddMilliseconds(250), LogEventKind.SshLoginFailed, "/var/log/auth.log", "sshd", 7, "root", "192.0.2.1", "raw")]);
        JsonSerializer.Serialize(document, SensorJson.Default.EventsDocument).ShouldBe(
            "{\"schema\":\"holdfast.events/1\"," + Head +
            ",\"events\":[{\"at\":\"2026-03-01T12:00:00.25Z\",\"kind\":\"SSH_LOGIN_FAILED\",\"source\":\"/var/log/auth.log\",\"program\":\"sshd\",\"pid\":7,\"user\":\"root\",\"address\":\"192.0.2.1\",\"raw\":\"raw\"}]}");
    }

    [Fact]
    public void What_was_written_reads_back_and_unknown_members_are_skipped()
    {
        Read("{\"prev\":4,\"schema\":\"holdfast.heartbeat/1\",\"id\":\"0197a000-0000-7000-8000-0000000000aa\",\"at\":\"2026-03-01T13:00:00+01:00\",\"seq\":5,\"sensorVersion\":\"1\",\"uptimeSeconds\":1,\"droppedDocuments\":0,\"new\":[{}]}", out var document, out _).ShouldBeTrue();
        document.ShouldBe(new HeartbeatDocument(Guid.Parse("0197a000-0000-7000-8000-0000000000aa"), Now, 5, 4, "1", 1, 0));
        document!.At.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("", SensorProblemCodes.DocumentMalformed)]
    [InlineData("[]", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{}", SensorProblemCodes.SchemaUnknown)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/2\"}", SensorProblemCodes.SchemaUnknown)]
    [InlineData("{\"schema\":7}", SensorProblemCodes.SchemaUnknown)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"}", SensorProblemCodes.DocumentInvalid)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"," + Head + "}", SensorProblemCodes.DocumentInvalid)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"," + Head + ",\"sensorVersion\":null}", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"," + Head + ",\"sensorVersion\":\"1\",\"sensorVersion\":\"2\"}", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"," + Head + ",\"sensorVersion\":\"\\u0000\"}", SensorProblemCodes.DocumentInvalid)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"," + Head + ",\"sensorVersion\":\"\\ud800\"}", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{\"schema\":\"holdfast.heartbeat/1\"," + Head + ",\"sensorVersion\":\"1\",\"uptimeSeconds\":\"1\"}", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{\"schema\":\"holdfast.metrics/1\"," + Head + ",\"samples\":[]}", SensorProblemCodes.DocumentInvalid)]
    [InlineData("{\"schema\":\"holdfast.metrics/1\"," + Head + ",\"samples\":[null]}", SensorProblemCodes.DocumentInvalid)]
    [InlineData("{\"schema\":\"holdfast.metrics/1\"," + Head + ",\"samples\":[{\"at\":\"2026-03-01T12:00:00Z\",\"name\":\"x\",\"value\":1e999}]}", SensorProblemCodes.DocumentInvalid)]
    [InlineData("{\"schema\":\"holdfast.events/1\"," + Head + ",\"events\":[{\"at\":\"2026-03-01T12:00:00Z\",\"kind\":\"ssh_login_failed\",\"source\":\"a\",\"raw\":\"\"}]}", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{\"schema\":\"holdfast.events/1\"," + Head + ",\"events\":[{\"at\":\"2026-03-01T12:00:00Z\",\"kind\":0,\"source\":\"a\",\"raw\":\"\"}]}", SensorProblemCodes.DocumentMalformed)]
    [InlineData("{\"schema\":\"holdfast.inventory/1\"," + Head + "}", SensorProblemCodes.DocumentInvalid)]
    public void What_cannot_be_stored_is_told_apart(string json, string code)
    {
        Read(json, out var document, out var fault).ShouldBeFalse();
        document.ShouldBeNull();
        fault!.Code.ShouldBe(code);
    }

    [Fact]
    public void A_refused_document_can_still_be_named()
    {
        Read("{\"schema\":\"holdfast.metrics/1\"," + Head + ",\"samples\":7}", out _, out var fault).ShouldBeFalse();
        fault!.Id.ShouldBe(Guid.Parse("0197a000-0000-7000-8000-0000000000aa"));
        fault.Seq.ShouldBe(5);
        fault.Prev.ShouldBe(4);
    }

    [Fact]
    public void The_predecessor_comes_before_and_the_clock_is_not_far_ahead()
    {
        Code(5, 5, Now).ShouldBe(SensorProblemCodes.DocumentInvalid);
        Code(5, -1, Now).ShouldBe(SensorProblemCodes.DocumentInvalid);
        Code(0, 0, Now).ShouldBe(SensorProblemCodes.DocumentInvalid);
        Code(5, null, Now).ShouldBe(SensorProblemCodes.DocumentInvalid);
        Code(5, 0, Now.AddMinutes(6)).ShouldBe(SensorProblemCodes.ClockAhead);
        Code(5, 0, Now.AddMinutes(4)).ShouldBeNull();
        Code(5, 0, Now.AddYears(-1)).ShouldBeNull();
    }

    [Fact]
    public void A_document_beyond_the_limit_is_not_even_parsed()
    {
        Read(new string(' ', SensorLimits.MaxDocumentBytes + 1), out _, out var fault).ShouldBeFalse();
        fault!.Code.ShouldBe(SensorProblemCodes.DocumentTooLarge);
    }

    private static string? Code(long seq, long? prev, DateTimeOffset at)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new HeartbeatDocument(Guid.CreateVersion7(Now), at, seq, prev, "1", 0, 0), SensorJson.Default.HeartbeatDocument);
        DocumentReader.TryRead(json, Now, out _, out var fault);
        return fault?.Code;
    }

    private static bool Read(string json, out SensorDocument? document, out DocumentFault? fault) =>
        DocumentReader.TryRead(Encoding.UTF8.GetBytes(json), Now, out document, out fault);
}
