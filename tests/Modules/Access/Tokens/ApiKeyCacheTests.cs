using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Access.Tokens;

/// <summary>What races, and how old an answer may be.</summary>
public sealed class ApiKeyCacheTests
{
    private readonly ApiKeyCache cache = new();
    private readonly KeyDigest digest = ApiKeyText.Digest(ApiKeyText.New(ApiKeyMode.Live))!.Value;
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_at_once_ask_once()
    {
        var asked = 0;
        var gate = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 50).Select(_ => cache.Get(digest, now, async () =>
        {
            Interlocked.Increment(ref asked);
            await gate.Task;
            return Key("one");
        }, Stop)).ToArray();
        gate.SetResult();
        (await Task.WhenAll(waiting)).Select(k => k!.Principal.Name).Distinct().ShouldBe(["one"]);
        asked.ShouldBe(1);
        cache.Find(digest, now, out var key).ShouldBeTrue();
        key!.Principal.Name.ShouldBe("one");
    }

    [Fact]
    public async Task What_is_known_is_asked_again_within_a_second_whether_or_not_anything_tells()
    {
        await cache.Get(digest, now, () => Task.FromResult<KnownKey?>(Key("old")), Stop);
        cache.Find(digest, now.AddMilliseconds(700), out _).ShouldBeTrue();
        cache.Find(digest, now.AddMilliseconds(760), out _).ShouldBeFalse();
        (await cache.Get(digest, now.AddMilliseconds(760), () => Task.FromResult<KnownKey?>(Key("new")), Stop))!.Principal.Name.ShouldBe("new");
    }

    [Fact]
    public async Task A_change_makes_what_was_loaded_and_what_is_being_loaded_worth_nothing()
    {
        var gate = new TaskCompletionSource();
        var before = cache.Get(digest, now, async () =>
        {
            await gate.Task;
            return Key("old");
        }, Stop);
        cache.Forget();
        (await cache.Get(digest, now, () => Task.FromResult<KnownKey?>(Key("new")), Stop))!.Principal.Name.ShouldBe("new");
        gate.SetResult();
        (await before)!.Principal.Name.ShouldBe("old");
        cache.Find(digest, now, out var key).ShouldBeTrue();
        key!.Principal.Name.ShouldBe("new");
        cache.Forget();
        cache.Find(digest, now, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_no_key_is_remembered_shortly_and_what_failed_is_not()
    {
        await Should.ThrowAsync<TimeoutException>(() => cache.Get(digest, now, () => Task.FromException<KnownKey?>(new TimeoutException()), Stop));
        cache.Find(digest, now, out _).ShouldBeFalse();
        (await cache.Get(digest, now, () => Task.FromResult<KnownKey?>(null), Stop)).ShouldBeNull();
        cache.Find(digest, now.AddMilliseconds(700), out var key).ShouldBeTrue();
        key.ShouldBeNull();
        cache.Find(digest, now.AddMilliseconds(760), out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Many_texts_that_are_no_keys_do_not_drive_a_key_out()
    {
        await cache.Get(digest, now, () => Task.FromResult<KnownKey?>(Key("one")), Stop);
        for (var i = 0UL; i < 60_000; i++)
        {
            await cache.Get(new KeyDigest(i, 0, 0, 0), now, () => Task.FromResult<KnownKey?>(null), Stop);
        }

        cache.Find(digest, now, out var key).ShouldBeTrue();
        key.ShouldNotBeNull();
        cache.Find(new KeyDigest(0, 0, 0, 0), now, out _).ShouldBeFalse("so many are not remembered");
    }

    private static KnownKey Key(string name) => new(new Principal(PrincipalKind.ApiKey, Guid.CreateVersion7(), name), DateTimeOffset.MaxValue, [], false);
}
