using System.Net;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Addresses;

/// <summary>What a try at an account counts for where it comes from.</summary>
/// <param name="Network">Where it comes from: an IPv4 address, or a /64.</param>
/// <param name="MayTry">Whether the network may try.</param>
/// <param name="IsCounted">Whether it was counted against it; not where the account's tenant lets the network try.</param>
internal readonly record struct CountedAddress(string Network, bool MayTry, bool IsCounted);

/// <summary>A network that may not try for now, as a tenant sees it.</summary>
/// <param name="Id">Orders them.</param>
/// <param name="Network">An IPv4 address, or the first address of a /64.</param>
/// <param name="Attempts">How often it tried the tenant's own accounts in vain.</param>
/// <param name="LastAt">When it last did.</param>
/// <param name="BlockedUntil">Until when.</param>
/// <param name="ReleasedUntil">Until when the tenant lets it try its own accounts; null when it does not.</param>
internal sealed record SeenAddress(Guid Id, string Network, int Attempts, DateTimeOffset LastAt, DateTimeOffset BlockedUntil, DateTimeOffset? ReleasedUntil);

/// <summary>Statements about where sign-ins come from; all in the control store.</summary>
internal sealed class AddressDb(ControlSession control, IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxDoublings = 16;
    private static readonly TimeSpan Forget = TimeSpan.FromDays(2);

    public Change Change() => control.Change();

    /// <summary>
    /// Counts a try at an account against where it comes from, before it is looked at, unless the account's tenant lets that network try. One statement: of tries
    /// that arrive together no more are counted than are free.
    /// </summary>
    public async Task<CountedAddress> Count(string email, IPAddress from, DateTimeOffset now, CancellationToken ct)
    {
        var network = Guess.NetworkOf(from);
        return await control.AcrossTenants().First(
            $"""
            with account as (select tenant_id from app_user where tenant_id is not null and lower(email) = {email.ToLowerInvariant()}),
            exempt as (
                select from account a
                 where exists (select from allowed_address l where l.tenant_id = a.tenant_id and l.network >>= {Plain(from)})
                    or exists (select from address_attempt r where r.tenant_id = a.tenant_id and r.network = {network} and r.released_until > {now})),
            counted as (
                insert into guessing_address as t (network, failures, last_at, blocked_until)
                select {network}, 1, {now}, {BlockedUntil(now, Sql.Constant("1"))} where not exists (select from exempt)
                on conflict (network) do update
                   set failures = {Failures(now)}, last_at = {now}, blocked_until = {BlockedUntil(now, Failures(now))}
                 where t.blocked_until is null or t.blocked_until <= {now}
                returning 1)
            select exists (select from exempt), exists (select from counted)
            """,
            row => (Exempt: row.Bool(), Counted: row.Bool()) is var found ? new CountedAddress(network, found.Exempt || found.Counted, found.Counted) : default,
            ct);
    }

    /// <summary>Until when a network may not try; null when it may.</summary>
    public Task<DateTimeOffset?> BlockedUntil(string network, CancellationToken ct) =>
        control.First($"select blocked_until from guessing_address where network = {network}", row => row.TimeOrNull(), ct);

    /// <summary>The try was right, or was not looked at: it is not held against its network. What others did from there stays.</summary>
    public void Forgive(Change change, CountedAddress counted)
    {
        if (counted.IsCounted)
        {
            change.Add($"""
                update guessing_address
                   set failures = greatest(0, failures - 1), blocked_until = case when failures > {options.Value.FreeGuessesOfAddress} then blocked_until end
                 where network = {counted.Network}
                """);
        }
    }

    public async Task GiveBack(CountedAddress counted, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        Forgive(change, counted);
        await change.Commit(ct);
    }

    /// <summary>Notes that a tenant's account was tried in vain from a network.</summary>
    public async Task Note(OpContext op, string network, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var change = control.For(op).Bookkeeping();
        change.Add($"""
            insert into address_attempt as t (tenant_id, id, network, attempts, last_at) values ({op.Tenant}, {Id.NewGuid(time)}, {network}, 1, {now})
            on conflict (tenant_id, network) do update set attempts = least(t.attempts + 1, 1000000000), last_at = {now}
            """);
        await change.Commit(ct);
    }

    /// <summary>The networks that may not try for now, of those from which the tenant's own accounts were tried.</summary>
    public Task<List<SeenAddress>> Seen(OpContext op, PageRequest page, DateTimeOffset now, CancellationToken ct) => control.Query(
        $"""
        select a.id, a.network, a.attempts, a.last_at, g.blocked_until, case when a.released_until > {now} then a.released_until end
          from address_attempt a join guessing_address g on g.network = a.network
         where a.tenant_id = {op.Tenant} and g.blocked_until > {now}{page.Below("a.id")}
         order by a.id desc limit {page.Limit + 1}
        """,
        ReadSeen,
        ct);

    public static Task<SeenAddress?> SeenForUpdate(Change change, string network, DateTimeOffset now, CancellationToken ct) => change.First(
        $"""
        select a.id, a.network, a.attempts, a.last_at, g.blocked_until, case when a.released_until > {now} then a.released_until end
          from address_attempt a join guessing_address g on g.network = a.network
         where a.tenant_id = {change.Op.Tenant} and a.network = {network} and g.blocked_until > {now} for update of a
        """,
        ReadSeen,
        ct);

    /// <summary>Lets a network try the tenant's own accounts until it may try all.</summary>
    public static void Release(Change change, SeenAddress seen) => change.Add($"""
        update address_attempt set released_until = {seen.BlockedUntil} where tenant_id = {change.Op.Tenant} and network = {seen.Network}
        """);

    public Task<List<AllowedAddress>> Allowed(OpContext op, PageRequest page, CancellationToken ct) => control.Query(
        $"select id, network::text, note, created_by, created_at from allowed_address where tenant_id = {op.Tenant}{page.Below("id")} order by id desc limit {page.Limit + 1}", ReadAllowed, ct);

    /// <summary>How many there are; nobody else adds one until the change ends.</summary>
    public static async Task<long> CountAllowed(Change change, CancellationToken ct)
    {
        var lane = string.Concat("access-allowed-address/", change.Op.Tenant.ToString());
        await change.Execute($"select pg_advisory_xact_lock(hashtextextended({lane}, 0))", ct);
        return await change.First($"select count(*) from allowed_address where tenant_id = {change.Op.Tenant}", row => row.Long(), ct);
    }

    public static Task<AllowedAddress?> AllowedForUpdate(Change change, AllowedAddressId id, CancellationToken ct) => change.First(
        $"select id, network::text, note, created_by, created_at from allowed_address where tenant_id = {change.Op.Tenant} and id = {id} for update", ReadAllowed, ct);

    public static void Insert(Change change, AllowedAddress allowed)
    {
        change.Add($"""
            insert into allowed_address (tenant_id, id, network, note, created_by, created_at)
            values ({change.Op.Tenant}, {allowed.Id}, {allowed.Network.ToString()}::cidr, {allowed.Note}, {allowed.CreatedBy}, {allowed.CreatedAt})
            """);
        change.OnViolation("allowed_address_network_key", AccessProblems.AddressAllowedAlready);
    }

    public static void Delete(Change change, AllowedAddressId id) => change.Add($"delete from allowed_address where tenant_id = {change.Op.Tenant} and id = {id}");

    /// <summary>All networks that may not try for now: for the operator.</summary>
    public Task<List<BlockedAddress>> Blocked(DateTimeOffset now, int limit, CancellationToken ct) => control.Query(
        $"select network, failures, last_at, blocked_until from guessing_address where blocked_until > {now} order by blocked_until desc, network limit {limit}",
        row => new BlockedAddress(row.Text(), row.Int(), row.Time(), row.Time()),
        ct);

    /// <summary>Forgets what a network did; false when nothing was known.</summary>
    public async Task<bool> ForgetNetwork(string network, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        var known = await change.Execute($"delete from guessing_address where network = {network}", ct);
        await change.Commit(ct);
        return known == 1;
    }

    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from guessing_address where last_at < {now - Forget} and (blocked_until is null or blocked_until < {now})");
        change.Add($"delete from address_attempt where tenant_id is not null and last_at < {now - Forget} and (released_until is null or released_until < {now})");
        await change.Commit(ct);
    }

    private static IPAddress Plain(IPAddress from) => from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : new IPAddress(from.GetAddressBytes());

    private static Sql Failures(DateTimeOffset now) => $"case when t.last_at <= {now - Forget} then 1 else t.failures + 1 end";

    private Sql BlockedUntil(DateTimeOffset now, Sql failures) => $"""
        case when ({failures}) >= {options.Value.FreeGuessesOfAddress}
             then {now} + least({options.Value.LongestAddressBlock}, {options.Value.AddressBlock} * power(2, least(({failures}) - {options.Value.FreeGuessesOfAddress}, {MaxDoublings}))) end
        """;

    private static SeenAddress ReadSeen(Row row) => new(row.Uuid(), row.Text(), row.Int(), row.Time(), row.Time(), row.TimeOrNull());

    private static AllowedAddress ReadAllowed(Row row) => new(row.Id<AllowedAddressId>(), IPNetwork.Parse(row.Text()), row.Text(), row.OrNull<Guid>(), row.Time());
}
