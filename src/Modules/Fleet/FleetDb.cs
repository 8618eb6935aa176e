using Holdfast.Modules.Fleet.Broker;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Fleet;

/// <summary>A device with what is counted about it.</summary>
/// <param name="Device">The device.</param>
/// <param name="Score">Thousandths; null before its first analysis.</param>
/// <param name="Open">The findings that hold.</param>
internal sealed record DeviceWithHealth(Device Device, int? Score, OpenFindings Open);

/// <summary>How many devices there are, and how many of them were heard of when.</summary>
internal sealed record DeviceCounts(int Total, int Online, int Quiet, int NeverSeen);

/// <summary>The module's statements about devices and enrolment tokens.</summary>
internal sealed class FleetDb(TenantSession session, ControlSession control, BrokerWake wake)
{
    public static Quota Quota { get; } = new("devices", "Machines with a sensor.");

    private static Sql TokenColumns => Sql.Constant("id, token_hash, group_id, organization_id, expires_at, max_uses, uses, created_at, revoked_at");

    private static Sql DeviceColumns => Sql.Constant("""
        d.id, d.group_id, d.organization_id, d.name, d.hostname, d.machine_id, d.os_name, d.os_version, d.architecture, d.sensor_version,
        d.public_key, d.nats_user, d.enrolled_with, d.enrolled_at, d.last_seen_at, d.dead_letters, d.removed_at, d.version
        """);

    public Change Change() => session.Change();

    /// <summary>Remembers whose token it is, where machines that belong to nobody yet can be asked about it.</summary>
    public async Task Announce(OpContext op, EnrollmentToken token, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"insert into enrollment_token_hash (token_hash, tenant_id, expires_at) values ({token.Hash}, {op.Tenant}, {token.ExpiresAt})");
        change.Add($"delete from enrollment_token_hash where tenant_id = {op.Tenant} and expires_at < now()");
        await change.Commit(ct);
    }

    public async Task<TenantId?> TenantOfToken(byte[] hash, CancellationToken ct)
    {
        var found = await control.AcrossTenants().Query($"select tenant_id from enrollment_token_hash where token_hash = {hash}", row => row.Id<TenantId>(), ct);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Remembers that a log-in must be refused, and has the broker told; comes before the device's removal, so that none slips through between.</summary>
    /// <param name="op">In the device's tenant.</param>
    /// <param name="natsUser">Whose log-in.</param>
    /// <param name="at">What was given up to then is refused.</param>
    /// <param name="endsAt">When the last of it ends by itself.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Revoke(OpContext op, string natsUser, DateTimeOffset at, DateTimeOffset endsAt, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"""
            insert into sensor_revocation (tenant_id, nats_user, at, ends_at) values ({op.Tenant}, {natsUser}, {at}, {endsAt})
            on conflict (tenant_id, nats_user) do update set at = excluded.at, ends_at = greatest(sensor_revocation.ends_at, excluded.ends_at)
            """);
        BrokerDb.Want(change);
        await change.Commit(ct);
        wake.Ask();
    }

    /// <summary>Has the broker told anew whose log-ins to refuse.</summary>
    public async Task DemandRevocations(CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        BrokerDb.Want(change);
        await change.Commit(ct);
        wake.Ask();
    }

    /// <summary>The log-ins of the tenant's devices.</summary>
    public Task<List<string>> LogIns(OpContext op, CancellationToken ct) =>
        session.Query($"select nats_user from device where tenant_id = {op.Tenant} and nats_user is not null and removed_at is null", row => row.Text(), ct);

    /// <summary>Every log-in to refuse, of all tenants: the broker has one account for sensors.</summary>
    public static Task<List<(string NatsUser, DateTimeOffset At)>> Revocations(IReads acrossTenants, DateTimeOffset now, CancellationToken ct) => acrossTenants.Query(
        $"select nats_user, at, tenant_id from sensor_revocation where ends_at > {now}", row => (row.Text(), row.Time()), ct);

    /// <summary>Forgets log-ins that have ended by themselves.</summary>
    public async Task PruneRevocations(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from sensor_revocation where tenant_id is not null and ends_at <= {now}");
        await change.Commit(ct);
    }

    public static void Insert(Change change, EnrollmentToken token) => change.Add($"""
        insert into enrollment_token (tenant_id, id, token_hash, group_id, organization_id, expires_at, max_uses, uses, created_at)
        values ({change.Op.Tenant}, {token.Id}, {token.Hash}, {token.Group}, {token.Organization}, {token.ExpiresAt}, {token.MaxUses}, {token.Uses}, {token.CreatedAt})
        """);

    public static void Update(Change change, EnrollmentToken token) => change.Add($"""
        update enrollment_token set uses = {token.Uses}, revoked_at = {token.RevokedAt} where tenant_id = {change.Op.Tenant} and id = {token.Id}
        """);

    public static Task<EnrollmentToken?> TokenForUpdate(Change change, byte[] hash, CancellationToken ct) => change.First(
        $"select {TokenColumns} from enrollment_token where tenant_id = {change.Op.Tenant} and token_hash = {hash} for update", ReadToken, ct);

    public static Task<EnrollmentToken?> TokenForUpdate(Change change, EnrollmentTokenId id, CancellationToken ct) => change.First(
        $"select {TokenColumns} from enrollment_token where tenant_id = {change.Op.Tenant} and id = {id}{change.Op.Reach.Narrow("organization_id", "group_id", null)} for update", ReadToken, ct);

    public Task<List<EnrollmentToken>> Tokens(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {TokenColumns} from enrollment_token
         where tenant_id = {op.Tenant}{op.Reach.Narrow("organization_id", "group_id", null)}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        ReadToken,
        ct);

    public Task<DeviceWithHealth?> Device(OpContext op, DeviceId id, CancellationToken ct) =>
        session.First($"{SelectWithHealth(op)} where d.tenant_id = {op.Tenant} and d.id = {id} and d.removed_at is null{Within(op)}", ReadWithHealth, ct);

    public Task<List<DeviceWithHealth>> Devices(OpContext op, GroupId? group, OrganizationId? organization, SearchText? search, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        {SelectWithHealth(op)}
         where d.tenant_id = {op.Tenant} and d.removed_at is null{Of(group)}{Of(organization)}{search?.In("d.name, d.hostname") ?? Sql.Empty}{Within(op)}{page.Below("d.id")}
         order by d.id desc limit {page.Limit + 1}
        """,
        ReadWithHealth,
        ct);

    /// <summary>How many devices are within reach: heard of since one moment, and not since another.</summary>
    public async Task<DeviceCounts> Counts(OpContext op, DateTimeOffset onlineSince, DateTimeOffset quietSince, CancellationToken ct) => (await session.First(
        $"""
        select count(*)::int, count(*) filter (where d.last_seen_at > {onlineSince})::int, count(*) filter (where d.last_seen_at <= {quietSince})::int,
               count(*) filter (where d.last_seen_at is null)::int
          from device d where d.tenant_id = {op.Tenant} and d.removed_at is null{Within(op)}
        """,
        row => new DeviceCounts(row.Int(), row.Int(), row.Int(), row.Int()),
        ct))!;

    /// <summary>The devices that were last heard of before a moment, the longest ago first.</summary>
    public Task<List<DeviceWithHealth>> QuietLongest(OpContext op, DateTimeOffset quietSince, int limit, CancellationToken ct) => session.Query(
        $"""
        {SelectWithHealth(op)}
         where d.tenant_id = {op.Tenant} and d.removed_at is null and d.last_seen_at <= {quietSince}{Within(op)}
         order by d.last_seen_at, d.id limit {limit}
        """,
        ReadWithHealth,
        ct);

    /// <summary>The devices with something open: worst standing first, then lowest score, then most findings.</summary>
    public Task<List<DeviceWithHealth>> CareFirst(OpContext op, int limit, CancellationToken ct) => session.Query(
        $"""
        select {DeviceColumns}, h.score, o.critical, o.high, o.medium, o.low
          from (select f.device_id, {HealthDb.CountColumns} from finding f where f.tenant_id = {op.Tenant} and f.state = 'OPEN' group by f.device_id) o
          join device d on d.tenant_id = {op.Tenant} and d.id = o.device_id
          left join health h on h.tenant_id = d.tenant_id and h.level = 'DEVICE' and h.id = d.id
         where d.removed_at is null{Within(op)}
         order by {HealthDb.Rank} desc, h.score nulls last, o.critical + o.high + o.medium + o.low desc, d.id limit {limit}
        """,
        ReadWithHealth,
        ct);

    public Task<List<DeviceSummary>> Summaries(OpContext op, Guid[] ids, CancellationToken ct) => session.Query(
        $"select {SummaryColumns} from device where tenant_id = {op.Tenant} and id = any({ids}) and removed_at is null", ReadSummary, ct);

    /// <summary>Devices by what they call themselves or are called, in lower case.</summary>
    public Task<List<DeviceSummary>> ByHost(OpContext op, string[] hosts, CancellationToken ct) => session.Query(
        $"select {SummaryColumns} from device where tenant_id = {op.Tenant} and removed_at is null and (lower(hostname) = any({hosts}) or lower(name) = any({hosts}))", ReadSummary, ct);

    /// <summary>A device that was not removed; nobody moves or removes it until the change ends.</summary>
    public static Task<DeviceSummary?> Hold(Change change, DeviceId id, CancellationToken ct) => change.First(
        $"select {SummaryColumns} from device where tenant_id = {change.Op.Tenant} and id = {id} and removed_at is null for share", ReadSummary, ct);

    public static Task<bool> AnyInGroup(Change change, GroupId group, CancellationToken ct) => change.First(
        $"select exists (select 1 from device where tenant_id = {change.Op.Tenant} and group_id = {group} and removed_at is null)", row => row.Bool(), ct);

    /// <summary>How the devices stand that were not removed.</summary>
    public Task<List<DevicePosture>> Postures(OpContext op, int limit, CancellationToken ct) => session.Query(
        $"""
        select d.id, d.os_name, h.score, d.last_seen_at
          from device d left join health h on h.tenant_id = d.tenant_id and h.level = 'DEVICE' and h.id = d.id
         where d.tenant_id = {op.Tenant} and d.removed_at is null order by d.id limit {limit}
        """,
        row => new DevicePosture(row.Uuid(), row.Text(), HealthNode.Round(row.OrNull<int>()), row.TimeOrNull()),
        ct);

    /// <summary>A device within reach, removed or not.</summary>
    public Task<Device?> Known(OpContext op, DeviceId id, CancellationToken ct) =>
        session.First($"select {DeviceColumns} from device d where d.tenant_id = {op.Tenant} and d.id = {id}{Within(op)}", row => ReadDevice(row), ct);

    /// <summary>A device within reach, removed or not, locked.</summary>
    public static Task<Device?> DeviceForUpdate(Change change, DeviceId id, CancellationToken ct) => change.First(
        $"select {DeviceColumns} from device d where d.tenant_id = {change.Op.Tenant} and d.id = {id}{Within(change.Op)} for update", row => ReadDevice(row), ct);

    /// <summary>A device within reach that was not removed, locked, with its analysis kept out.</summary>
    public static async Task<Device?> PresentForUpdate(Change change, DeviceId id, CancellationToken ct) =>
        await AssessmentDb.Claim(change, id, ct) is not null && await DeviceForUpdate(change, id, ct) is { RemovedAt: null } device ? device : null;

    public static Task<Device?> MachineForUpdate(Change change, string machineId, string publicKey, CancellationToken ct) => change.First(
        $"""
        select {DeviceColumns} from device d
         where d.tenant_id = {change.Op.Tenant} and d.machine_id = {machineId} and d.public_key = {publicKey} and d.removed_at is null for update
        """,
        row => ReadDevice(row),
        ct);

    public static void Insert(Change change, Device device)
    {
        change.Add($"""
            insert into device (tenant_id, id, group_id, organization_id, name, hostname, machine_id, public_key, nats_user, enrolled_with,
                                os_name, os_version, architecture, sensor_version, enrolled_at, version)
            values ({change.Op.Tenant}, {device.Id}, {device.Group}, {device.Organization}, {device.Name}, {device.Facts.Hostname}, {device.Facts.MachineId},
                    {device.PublicKey}, {device.NatsUser}, {device.EnrolledWith}, {device.Facts.OsName}, {device.Facts.OsVersion},
                    {device.Facts.Architecture}, {device.Facts.SensorVersion}, {device.EnrolledAt}, {device.Version})
            """);
        change.Add($"insert into analysis_schedule (tenant_id, device_id, due_at) values ({change.Op.Tenant}, {device.Id}, 'infinity')");
        change.Add($"insert into telemetry_pruning (tenant_id, device_id, due_at) values ({change.Op.Tenant}, {device.Id}, now() + interval '1 day')");
    }

    public static void Update(Change change, Device device) => change.Add($"""
        update device set group_id = {device.Group}, organization_id = {device.Organization}, name = {device.Name}, hostname = {device.Facts.Hostname},
               nats_user = {device.NatsUser}, enrolled_with = {device.EnrolledWith}, os_name = {device.Facts.OsName}, os_version = {device.Facts.OsVersion},
               architecture = {device.Facts.Architecture}, sensor_version = {device.Facts.SensorVersion}, removed_at = {device.RemovedAt}, version = {device.Version}
         where tenant_id = {change.Op.Tenant} and id = {device.Id}
        """);

    private static Sql Within(OpContext op) => op.Reach.Narrow("d.organization_id", "d.group_id", "d.id");

    private static Sql Of(GroupId? group) => group is { } one ? $" and d.group_id = {one}" : Sql.Empty;

    private static Sql Of(OrganizationId? organization) => organization is { } one ? $" and d.organization_id = {one}" : Sql.Empty;

    private static Sql SelectWithHealth(OpContext op) => $"""
        select {DeviceColumns}, h.score, o.critical, o.high, o.medium, o.low
          from device d left join health h on h.tenant_id = d.tenant_id and h.level = 'DEVICE' and h.id = d.id
         cross join lateral (select {HealthDb.CountColumns} from finding f where f.tenant_id = {op.Tenant} and f.device_id = d.id and f.state = 'OPEN') o
        """;

    private static Sql SummaryColumns => Sql.Constant("id, name, hostname, group_id, organization_id, last_seen_at");

    private static DeviceSummary ReadSummary(Row row) =>
        new(row.Id<DeviceId>(), row.Text(), row.Text(), row.Id<GroupId>(), row.Id<OrganizationId>(), row.TimeOrNull());

    private static DeviceWithHealth ReadWithHealth(Row row) => new(ReadDevice(row), row.OrNull<int>(), HealthDb.ReadCounts(row));

    private static Device ReadDevice(Row row) => new(
        row.Id<DeviceId>(),
        row.Id<GroupId>(),
        row.Id<OrganizationId>(),
        row.Text(),
        new MachineFacts(row.Text(), row.Text(), row.Text(), row.Text(), row.Text(), row.Text()),
        row.Text(),
        row.TextOrNull(),
        row.Id<EnrollmentTokenId>(),
        row.Time(),
        row.TimeOrNull(),
        row.Long(),
        row.TimeOrNull(),
        row.Long());

    private static EnrollmentToken ReadToken(Row row) => new(
        row.Id<EnrollmentTokenId>(),
        row.Bytes(),
        row.Id<GroupId>(),
        row.IdOrNull<OrganizationId>(),
        row.Time(),
        row.Int(),
        row.Int(),
        row.Time(),
        row.TimeOrNull());
}
