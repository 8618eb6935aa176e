using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>Statements that count guesses at passwords; all in the control store.</summary>
internal sealed class SignInDb(ControlSession control, IOptions<AccessOptions> options)
{
    // How long a network is remembered that an account no longer signs in from.
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(90);
    private readonly int[] locks = LoginBackOff.Locks(options.Value.FreeGuesses);
    private readonly int[] accountLocks = LoginBackOff.Locks(options.Value.FreeGuessesOfAccount);

    /// <summary>
    /// Counts a guess, unless guessing is locked for its account and network, or for its account from networks that the account does not
    /// know. One statement: of guesses that arrive together no more are counted than are free.
    /// </summary>
    /// <returns>The guess with what it was counted for; null when it was not, and so may not be looked at.</returns>
    public Task<CountedGuess?> Count(Guess guess, DateTimeOffset now, CancellationToken ct) => control.AcrossTenants().First(
        $"""
        with known as (
            select from known_network k join app_user u on u.tenant_id = k.tenant_id and u.id = k.user_id
             where k.tenant_id is not null and k.network = {guess.Network} and lower(u.email) = {guess.Email}),
        here as (
            insert into login_throttle as t (email_hash, network, failures, last_at, locked_until)
            values ({guess.Account}, {guess.Network}, 1, {now}, {LockedUntil(now, Sql.Constant("1"), locks)})
            on conflict (email_hash, network) do update
               set failures = {Failures(now)}, last_at = {now}, locked_until = {LockedUntil(now, Failures(now), locks)}
             where t.locked_until is null or t.locked_until <= {now}
            returning 1),
        anywhere as (
            insert into login_throttle as t (email_hash, network, failures, last_at, locked_until)
            select {guess.Account}, '', 1, {now}, {LockedUntil(now, Sql.Constant("1"), accountLocks)} where exists (select from here) and not exists (select from known)
            on conflict (email_hash, network) do update
               set failures = {Failures(now)}, last_at = {now}, locked_until = {LockedUntil(now, Failures(now), accountLocks)}
             where t.locked_until is null or t.locked_until <= {now}
            returning 1)
        select exists (select from here), exists (select from known), exists (select from anywhere)
        """,
        row => (Here: row.Bool(), Known: row.Bool(), Anywhere: row.Bool()) is { Here: true } counted && (counted.Known || counted.Anywhere)
            ? new CountedGuess(guess, counted.Known)
            : null,
        ct);

    /// <summary>When guessing is free again; null when it is.</summary>
    public Task<DateTimeOffset?> LockedUntil(Guess guess, CancellationToken ct) => control.First(
        $"select max(locked_until) from login_throttle where email_hash = {guess.Account} and network in ({guess.Network}, '')", row => row.TimeOrNull(), ct);

    /// <summary>Takes one back that was counted and not looked at.</summary>
    public async Task GiveBack(CountedGuess guess, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"""
            update login_throttle set failures = greatest(0, failures - 1), locked_until = null
             where email_hash = {guess.Guess.Account} and network = any({guess.CountedFor})
            """);
        await change.Commit(ct);
    }

    /// <summary>The guess was right: nothing is held against its network, and one guess less against the account.</summary>
    public static void Forgive(Change change, CountedGuess guess) => change.Add($"""
        update login_throttle set failures = case when network = '' then greatest(0, failures - 1) else 0 end, locked_until = null
         where email_hash = {guess.Guess.Account} and network = any({guess.CountedFor})
        """);

    /// <summary>Remembers that a person signs in from a network.</summary>
    public static void Remember(Change change, User user, string network, DateTimeOffset now) => change.Add(Remember(user, network, now));

    /// <summary>The same; answers whether they did so before.</summary>
    public static async Task<bool> Knows(Change change, User user, string network, DateTimeOffset now, CancellationToken ct) =>
        await change.First($"{Remember(user, network, now)} returning xmax <> 0", row => row.Bool(), ct);

    /// <summary>Lets everybody guess at an account anew.</summary>
    public static void Unlock(Change change, string email) =>
        change.Add($"delete from login_throttle where email_hash = any({Accounts(email.ToLowerInvariant())})");

    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from login_throttle where last_at < {now - LoginBackOff.Forget}");
        change.Add($"delete from known_network where tenant_id is not null and last_at < {now - KnownFor}");
        await change.Commit(ct);
    }

    private static Sql Remember(User user, string network, DateTimeOffset now) => $"""
        insert into known_network (tenant_id, user_id, network, last_at) values ({user.Tenant}, {user.Id}, {network}, {now})
        on conflict (tenant_id, user_id, network) do update set last_at = excluded.last_at
        """;

    private static byte[][] Accounts(string email) => [new Guess(email, "").Account, new Guess(email, "", OfSecondFactor: true).Account];

    private static Sql Failures(DateTimeOffset now) => $"case when t.last_at <= {now - LoginBackOff.Forget} then 1 else t.failures + 1 end";

    private static Sql LockedUntil(DateTimeOffset now, Sql failures, int[] locks) =>
        $"{now} + make_interval(secs => nullif(({locks})[least({failures}, {locks.Length})], 0))";
}
