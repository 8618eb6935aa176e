using Holdfast.Platform.Messaging.Protocol;

namespace Holdfast.Tests.Platform.Messaging;

public sealed class OutgoingBufferTests
{
    private const int Limit = 256 * 1024;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_many_publish_comes_whole_and_in_each_ones_order()
    {
        const int Publishers = 8, Each = 2_000;
        await using var cable = new Cable(lastBytes: long.MaxValue);
        var buffer = new OutgoingBuffer(cable, Limit);
        var sending = buffer.SendAsync(Ct);
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(who => Task.Run(() => PublishAsync(buffer, who, Each), Ct)));
        buffer.Close();
        await sending;

        var next = new int[Publishers];
        foreach (var (who, number) in Read(cable.Bytes))
        {
            number.ShouldBe(next[who]++);
        }

        next.ShouldAllBe(count => count == Each);
        buffer.Pending.ShouldBe(0);
        cable.Writes.ShouldBeLessThan(Publishers * Each);
    }

    [Fact]
    public async Task A_write_that_fails_on_a_publishers_thread_ends_the_sending()
    {
        await using var cable = new Cable(lastBytes: 100_000);
        var buffer = new OutgoingBuffer(cable, Limit);
        var sending = buffer.SendAsync(Ct);
        await Eventually(() => buffer.TryPublish("subject", null, default, 0, null, 0, new byte[17_000]) == WriteOutcome.Closed);
        (await Should.ThrowAsync<IOException>(() => sending)).Message.ShouldBe("The cable is cut.");
        buffer.Write("PING\r\n"u8).ShouldBe(WriteOutcome.Closed);
    }

    [Fact]
    public async Task Who_waits_for_room_is_let_go_when_the_link_is_gone()
    {
        await using var cable = new Cable(lastBytes: long.MaxValue);
        var buffer = new OutgoingBuffer(cable, Limit);
        cable.Hold();
        await Eventually(() => buffer.TryPublish("subject", null, default, 0, null, 0, new byte[10_000]) == WriteOutcome.Full);
        var waiting = buffer.WaitForSpaceAsync(Ct);
        waiting.IsCompleted.ShouldBeFalse();
        buffer.Close();
        await waiting;
    }

    private static async Task Eventually(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Yield();
            Ct.ThrowIfCancellationRequested();
        }
    }

    private static async Task PublishAsync(OutgoingBuffer buffer, int who, int count)
    {
        var lengths = new Random(who);
        for (var i = 0; i < count; i++)
        {
            var payload = Encoding.ASCII.GetBytes($"{i} {new string('x', lengths.Next(i % 50 == 0 ? 40_000 : 400))}");
            while (buffer.TryPublish($"s{who}", null, default, 0, null, 0, payload) != WriteOutcome.Written)
            {
                await buffer.WaitForSpaceAsync(Ct);
            }
        }
    }

    // PUB sWHO LENGTH\r\nNUMBER xxx\r\n
    private static IEnumerable<(int Who, int Number)> Read(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at);
            var words = Encoding.ASCII.GetString(bytes, at, end - 1 - at).Split(' ');
            words[0].ShouldBe("PUB");
            var payload = Encoding.ASCII.GetString(bytes, end + 1, int.Parse(words[2]));
            at = end + 1 + payload.Length + 2;
            bytes.AsSpan(at - 2, 2).SequenceEqual("\r\n"u8).ShouldBeTrue();
            yield return (words[1][1] - '0', int.Parse(payload.Split(' ')[0]));
        }
    }

    /// <summary>Takes every other write at once and the rest later; never two at a time; cut after so many bytes; may be held.</summary>
    private sealed class Cable(long lastBytes) : MemoryStream
    {
        private readonly TaskCompletionSource held = new();
        private volatile bool holds;
        private int writing;

        public int Writes { get; private set; }

        public byte[] Bytes => ToArray();

        public void Hold() => holds = true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref writing).ShouldBe(1);
            if (Length + buffer.Length > lastBytes)
            {
                throw new IOException("The cable is cut.");
            }

            if (holds)
            {
                await held.Task;
            }

            if (++Writes % 2 == 0)
            {
                await Task.Yield();
            }

            Write(buffer.Span);
            Interlocked.Decrement(ref writing);
        }
    }
}
