using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Tests.Platform.Modularity;

/// <summary>Whoever works under a lease keeps it while the work takes, and stops when it is lost.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(60);
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_is_renewed_while_the_work_takes()
    {
        var renewed = 0;
        var enough = new TaskCompletionSource();
        await Lease.While(
            Length,
            _ =>
            {
                if (++renewed == 4)
                {
                    enough.SetResult();
                }

                return Task.FromResult(true);
            },
            stop => enough.Task.WaitAsync(stop),
            TimeProvider.System,
            Stop);
        renewed.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Work_whose_lease_is_lost_is_stopped() =>
        await Should.ThrowAsync<InvalidOperationException>(() => Lease.While(Length, _ => Task.FromResult(false), stop => Task.Delay(Timeout.Infinite, stop), TimeProvider.System, Stop));

    [Fact]
    public async Task Those_who_wait_for_one_key_come_one_by_one_and_others_do_not_wait()
    {
        var turns = new OneByOne<string>();
        var first = await turns.Enter("a", Stop);
        var second = turns.Enter("a", Stop);
        using (await turns.Enter("b", Stop))
        {
            second.IsCompleted.ShouldBeFalse();
        }

        using var impatient = new CancellationTokenSource();
        var third = turns.Enter("a", impatient.Token);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => third);
        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        using var again = await turns.Enter("a", Stop);
    }
}
