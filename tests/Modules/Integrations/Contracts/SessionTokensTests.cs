using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Integrations.Contracts;

public sealed class SessionTokensTests : IDisposable
{
    private readonly Clock clock = new();
    private readonly SessionTokens tokens;
    private int signIns;

    public SessionTokensTests() => tokens = new SessionTokens(clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => tokens.Dispose();

    [Fact]
    public async Task Many_who_ask_at_once_sign_in_once()
    {
        var open = new TaskCompletionSource();
        var asking = Enumerable.Range(0, 20).Select(_ => tokens.Take("t", async _ =>
        {
            Interlocked.Increment(ref signIns);
            await open.Task;
            return new SessionToken("a", clock.Now.AddHours(1));
        }, Stop)).ToArray();
        open.SetResult();
        (await Task.WhenAll(asking)).ShouldAllBe(t => t.Value.Text == "a");
        signIns.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_is_renewed_half_a_minute_before_its_end()
    {
        await Take(clock.Now.AddMinutes(10));
        clock.Now = clock.Now.AddMinutes(9);
        (await Take(clock.Now.AddMinutes(10))).Text.ShouldBe("1");
        clock.Now = clock.Now.AddSeconds(31);
        (await Take(clock.Now.AddMinutes(10))).Text.ShouldBe("2");
    }

    [Fact]
    public async Task Forgetting_an_old_token_keeps_a_newer_one()
    {
        var old = await Take(clock.Now.AddHours(1));
        await tokens.Forget("t", old, Stop);
        var newer = await Take(clock.Now.AddHours(1));
        newer.Text.ShouldBe("2");
        await tokens.Forget("t", old, Stop);
        (await Take(clock.Now.AddHours(1))).ShouldBe(newer);
    }

    [Fact]
    public async Task A_sign_in_that_failed_is_the_answer_and_is_tried_again_by_the_next()
    {
        var problem = new Problem(ProblemKind.Conflict, "x.y", "No.");
        (await tokens.Take("t", _ => Task.FromResult<Result<SessionToken>>(problem), Stop)).Problem.ShouldBe(problem);
        (await Take(clock.Now.AddHours(1))).Text.ShouldBe("1");
    }

    [Fact]
    public async Task A_sign_in_that_threw_or_was_given_up_locks_nobody_out()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => tokens.Take("t", _ => throw new InvalidOperationException(), Stop));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => tokens.Take("t", _ => throw new InvalidOperationException(), gone.Token));
        (await Take(clock.Now.AddHours(1))).Text.ShouldBe("1");
    }

    [Fact]
    public async Task Names_have_tokens_of_their_own_and_no_token_shows_its_text()
    {
        await Take(clock.Now.AddHours(1));
        var other = (await tokens.Take("other", _ => Task.FromResult<Result<SessionToken>>(new SessionToken("b", clock.Now.AddHours(1))), Stop)).Value;
        other.Text.ShouldBe("b");
        other.ToString().ShouldBe("(secret)");
    }

    private async Task<SessionToken> Take(DateTimeOffset until) =>
        (await tokens.Take("t", _ => Task.FromResult<Result<SessionToken>>(new SessionToken($"{++signIns}", until)), Stop)).Value;

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.Parse("2026-03-01T10:00:00Z");

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
