using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Access.Tokens;

/// <summary>What races: many who ask at once, and a change of grants while one of them is being answered.</summary>
public sealed class SignedInCacheTests
{
    private readonly SignedInCache cache = new();
    private readonly TenantId tenant = Id.New<TenantId>(TimeProvider.System);
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_at_once_ask_once_and_get_the_same()
    {
        var asked = 0;
        var gate = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 50).Select(_ => cache.Get("token", tenant, now, () => Load(gate.Task, () => { Interlocked.Increment(ref asked); return "one"; }), Stop)).ToArray();
        gate.SetResult();
        (await Task.WhenAll(waiting)).Select(s => s!.Principal.Name).Distinct().ShouldBe(["one"]);
        asked.ShouldBe(1);
        cache.Find("token", now)!.Principal.Name.ShouldBe("one");
    }

    [Fact]
    public async Task Who_asks_after_a_change_does_not_get_what_was_being_loaded_before_it()
    {
        var gate = new TaskCompletionSource();
        var before = cache.Get("token", tenant, now, () => Load(gate.Task, () => "old"), Stop);
        cache.Forget(tenant);
        var after = await cache.Get("token", tenant, now, () => Load(Task.CompletedTask, () => "new"), Stop);
        after!.Principal.Name.ShouldBe("new");
        gate.SetResult();
        (await before)!.Principal.Name.ShouldBe("old");
        cache.Find("token", now)!.Principal.Name.ShouldBe("new");
    }

    [Fact]
    public async Task A_load_that_began_before_a_change_is_not_kept()
    {
        var gate = new TaskCompletionSource();
        var before = cache.Get("token", tenant, now, () => Load(gate.Task, () => "old"), Stop);
        cache.Forget(tenant);
        gate.SetResult();
        await before;
        cache.Find("token", now).ShouldBeNull();
    }

    [Fact]
    public async Task What_proves_nothing_and_what_fails_is_asked_again()
    {
        (await cache.Get("token", tenant, now, () => Task.FromResult<SignedIn?>(null), Stop)).ShouldBeNull();
        await Should.ThrowAsync<TimeoutException>(() => cache.Get("token", tenant, now, () => Task.FromException<SignedIn?>(new TimeoutException()), Stop));
        (await cache.Get("token", tenant, now, () => Load(Task.CompletedTask, () => "there"), Stop))!.Principal.Name.ShouldBe("there");
    }

    [Fact]
    public async Task However_changes_and_questions_interleave_nobody_sees_less_than_the_last_change_before_the_question()
    {
        var version = 0;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var changes = Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                Interlocked.Increment(ref version);
                cache.Forget(tenant);
                await Task.Yield();
            }

            await done.CancelAsync();
        }, Stop);
        var stale = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                // The change is made, then told: what is asked after both must be of that version or a later one.
                var least = Volatile.Read(ref version) - 1;
                var seen = cache.Find("token", now) ?? await cache.Get("token", tenant, now, () => Load(Task.CompletedTask, () => $"{Volatile.Read(ref version)}"), Stop);
                if (int.Parse(seen!.Principal.Name) < least)
                {
                    Interlocked.Increment(ref stale);
                }
            }
        }, Stop)));
        await changes;
        stale.ShouldBe(0);
    }

    private async Task<SignedIn?> Load(Task gate, Func<string> name)
    {
        await gate;
        return new SignedIn(new Principal(PrincipalKind.User, Guid.CreateVersion7(), name()), now + TimeSpan.FromHours(1));
    }
}
