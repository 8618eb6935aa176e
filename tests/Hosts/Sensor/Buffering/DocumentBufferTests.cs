using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Modules.Fleet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.Hosts.Sensor.Buffering;

public sealed class DocumentBufferTests : IDisposable
{
    private const long Bound = 64 * 1024;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Documents_wait_in_order_each_naming_the_one_before()
    {
        using var buffer = Open();
        Add(buffer, DeviceMessage.Heartbeat).ShouldBe(1);
        Add(buffer, DeviceMessage.Metrics).ShouldBe(2);
        Add(buffer, DeviceMessage.Events).ShouldBe(3);
        Chain(buffer).ShouldBe([(1, 0), (2, 1), (3, 2)]);
        buffer.Commit(2).ShouldBeTrue();
        buffer.Commit(2).ShouldBeFalse();
        Chain(buffer).ShouldBe([(3, 2)]);
        buffer.Discard(3);
        Add(buffer, DeviceMessage.Events).ShouldBe(4);
        Chain(buffer).ShouldBe([(4, 2)]);
        buffer.Dropped.ShouldBe(1);
    }

    [Fact]
    public void A_restart_forgets_nothing_and_uses_no_number_twice()
    {
        using (var buffer = Open())
        {
            Add(buffer, DeviceMessage.Metrics);
            Add(buffer, DeviceMessage.Metrics);
            Add(buffer, DeviceMessage.Metrics);
            buffer.Discard(2);
            buffer.Commit(3);
        }

        using (var buffer = Open())
        {
            (buffer.Committed, buffer.Last, buffer.Count, buffer.Dropped).ShouldBe((3, 3, 0, 1));
            Add(buffer, DeviceMessage.Events).ShouldBe(4);
        }

        using var again = Open();
        Chain(again).ShouldBe([(4, 3)]);
        again.Dropped.ShouldBe(1);
    }

    [Fact]
    public void A_torn_tail_is_cut_and_the_rest_kept()
    {
        using (var buffer = Open())
        {
            Add(buffer, DeviceMessage.Events);
            Add(buffer, DeviceMessage.Events);
        }

        var segment = Directory.GetFiles(folder.Path, "*.seg").Single();
        var whole = File.ReadAllBytes(segment);
        for (var length = whole.Length - 1; length > whole.Length / 2; length -= 7)
        {
            File.WriteAllBytes(segment, whole[..length]);
            using var buffer = Open();
            Chain(buffer).ShouldBe([(1, 0)]);
            buffer.Dispose();
            new FileInfo(segment).Length.ShouldBe(whole.Length / 2);
        }

        whole[^3] ^= 1;
        File.WriteAllBytes(segment, whole);
        using var flipped = Open();
        Chain(flipped).ShouldBe([(1, 0)]);
    }

    [Fact]
    public void A_flood_displaces_itself_and_no_rarer_event_also_after_a_restart()
    {
        long rare;
        using (var buffer = Open())
        {
            rare = Add(buffer, DeviceMessage.Events, 1000);
            for (var i = 0; i < 20; i++)
            {
                Add(buffer, DeviceMessage.Events, 1000, isPlentiful: true);
            }
        }

        using var again = Open();
        for (var i = 0; i < 200; i++)
        {
            Add(again, DeviceMessage.Events, 1000, isPlentiful: true);
        }

        again.Dropped.ShouldBeGreaterThan(0);
        again.ReadAfter(0, 1, int.MaxValue).ShouldHaveSingleItem().Seq.ShouldBe(rare);
    }

    [Fact]
    public void Events_that_a_flood_is_made_of_stand_apart_from_the_others()
    {
        using var buffer = Open();
        new Outbox(buffer, TimeProvider.System).AddEvents(
            [Event(LogEventKind.SshLoginFailed), Event(LogEventKind.UserAdded), Event(LogEventKind.Other), Event(LogEventKind.SshLoginSucceeded)]);
        buffer.ReadAfter(0, int.MaxValue, int.MaxValue)
            .Select(d => string.Join(' ', JsonDocument.Parse(d.Json).RootElement.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("kind").GetString())))
            .ShouldBe(["SSH_LOGIN_FAILED OTHER", "USER_ADDED SSH_LOGIN_SUCCEEDED"]);

        static LogEvent Event(LogEventKind kind) => new(DateTimeOffset.UnixEpoch, kind, "journal", "program", 1, null, null, "a line");
    }

    [Fact]
    public void When_it_is_full_metrics_go_first_and_events_last()
    {
        using var buffer = Open();
        for (var i = 0; i < 20; i++)
        {
            Add(buffer, DeviceMessage.Events, 1000);
            Add(buffer, DeviceMessage.Metrics, 1000);
        }

        for (var i = 0; i < 20; i++)
        {
            Add(buffer, DeviceMessage.Heartbeat, 1000);
        }

        Kinds(buffer)[DeviceMessage.Events].ShouldBe(20);
        for (var i = 0; i < 100; i++)
        {
            Add(buffer, DeviceMessage.Events, 1000);
        }

        Kinds(buffer).Keys.ShouldBe([DeviceMessage.Events]);
        var last = Add(buffer, DeviceMessage.Metrics, 8000);
        Kinds(buffer).Keys.ShouldBe([DeviceMessage.Events]);
        buffer.Last.ShouldBe(last);
        buffer.Dropped.ShouldBe(last - buffer.Count);
        buffer.Bytes.ShouldBeLessThanOrEqualTo(Bound);
    }

    [Fact]
    public void A_server_that_went_back_to_a_backup_can_go_on()
    {
        using var buffer = Open();
        Add(buffer, DeviceMessage.Events);
        Add(buffer, DeviceMessage.Events);
        buffer.Commit(2);
        Add(buffer, DeviceMessage.Events);
        buffer.Commit(1).ShouldBeFalse();
        Chain(buffer).ShouldBe([(3, 1)]);
    }

    [Fact]
    public void A_server_that_knows_more_is_believed_and_numbers_go_on_from_there()
    {
        using var buffer = Open();
        Add(buffer, DeviceMessage.Events);
        buffer.Commit(100).ShouldBeTrue();
        buffer.Dropped.ShouldBe(0);
        Add(buffer, DeviceMessage.Events).ShouldBe(101);
        Chain(buffer).ShouldBe([(101, 100)]);
    }

    [Fact]
    public void A_document_that_is_too_large_takes_no_number()
    {
        using var buffer = Open(16 * 1024 * 1024);
        buffer.Append(new(DeviceMessage.Events), _ => new byte[SensorLimits.MaxDocumentBytes]).ShouldBe(0);
        buffer.Last.ShouldBe(0);
    }

    /// <summary>Any mixture of appends, commits, drops and restarts keeps the numbers rising, the chain unbroken, the files bounded and the count of drops exact.</summary>
    [Fact]
    public void Whatever_happens_the_chain_holds()
    {
        var step = Gen.Choose(0, 99).SelectMany(what => Gen.Choose(50, 6000).Select(size => (What: what, Size: size)));
        Prop.ForAll(Arb.From(Gen.ArrayOf(step, 120)), steps =>
        {
            using var own = new TemporaryFolder();
            var buffer = DocumentBuffer.Open(own.Path, Bound, NullLogger.Instance);
            long appended = 0, dropped = 0;
            foreach (var (what, size) in steps)
            {
                var (committed, present) = (buffer.Committed, buffer.ReadAfter(0, int.MaxValue, int.MaxValue));
                switch (what)
                {
                    case < 80:
                        Add(buffer, (DeviceMessage)(what % 5), size).ShouldBe(++appended);
                        break;
                    case < 90 when present.Count > 0:
                        buffer.Commit(present[size % present.Count].Seq).ShouldBeTrue();
                        break;
                    case < 95 when present.Count > 0:
                        buffer.Discard(present[size % present.Count].Seq);
                        break;
                    default:
                        buffer.Dispose();
                        buffer = DocumentBuffer.Open(own.Path, Bound, NullLogger.Instance);
                        break;
                }

                var chain = Chain(buffer);
                for (var i = 0; i < chain.Count; i++)
                {
                    chain[i].Prev.ShouldBe(i == 0 ? buffer.Committed : chain[i - 1].Seq);
                    chain[i].Seq.ShouldBeGreaterThan(chain[i].Prev);
                }

                buffer.Bytes.ShouldBeLessThanOrEqualTo(Bound);
                buffer.Committed.ShouldBeGreaterThanOrEqualTo(committed);
                buffer.Last.ShouldBe(appended);
                buffer.Dropped.ShouldBeGreaterThanOrEqualTo(dropped);
                dropped = buffer.Dropped;
            }

            buffer.Dispose();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    private DocumentBuffer Open(long bound = Bound) => DocumentBuffer.Open(folder.Path, bound, NullLogger.Instance);

    private static long Add(DocumentBuffer buffer, DeviceMessage message, int size = 100, bool isPlentiful = false) =>
        buffer.Append(new(message, isPlentiful), seq => Encoding.UTF8.GetBytes($"{{\"seq\":{seq},\"fill\":\"{new string('x', size)}\"}}"));

    private static Dictionary<DeviceMessage, int> Kinds(DocumentBuffer buffer) =>
        buffer.ReadAfter(0, int.MaxValue, int.MaxValue).CountBy(d => d.Message).ToDictionary();

    private static List<(long Seq, long Prev)> Chain(DocumentBuffer buffer) =>
    [
        .. buffer.ReadAfter(0, int.MaxValue, int.MaxValue).Select(d =>
        {
            using var json = JsonDocument.Parse(d.Json);
            json.RootElement.GetProperty("seq").GetInt64().ShouldBe(d.Seq);
            return (d.Seq, json.RootElement.GetProperty("prev").GetInt64());
        }),
    ];
}
