using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Fleet;

/// <summary>A device with what is counted about it.</summary>
/// <param name="Device">The device.</param>
/// <param name="Score">Thousandths; null before its first analysis.</param>
/// <param name="OpenFindings">How many.</param>
internal sealed record DeviceWithHealth(Device Device, int? Score, int OpenFindings);

/// <summary>The module's statements about devices and enrolment tokens.</summary>
internal sealed class FleetDb(TenantSession session, ControlSession control)
{
    private static Sql TokenColumns => Sql.Constant("id, token_hash, group_id, expires_at, max_uses, uses, created_at, revoked_at");

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
        var found = await control.AcrossTenants().Query($"select tenant_id from enrollment_token_hash where token_hash = {hash}", row => row.Id<TenantId>(0), ct);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Remembers that a log-in must be refused; comes before the device's removal, so that none slips through between.</summary>
    public async Task Revoke(OpContext op, string natsUser, DateTimeOffset at, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"""
            insert into sensor_revocation (tenant_id, nats_user, at) values ({op.Tenant}, {natsUser}, {at})
            on conflict (tenant_id, nats_user) do update set at = excluded.at
            """);
        await change.Commit(ct);
    }

    /// <summary>Every log-in to refuse, of all tenants: the broker has one account for sensors. Those from before the moment have expired.</summary>
    public Task<List<(string NatsUser, DateTimeOffset At)>> Revocations(DateTimeOffset after, CancellationToken ct) => control.AcrossTenants().Query(
        $"select nats_user, at, tenant_id from sensor_revocation where at > {after}", row => (row.GetString(0), row.Time(1)), ct);

    public static void Insert(Change change, EnrollmentToken token) => change.Add($"""
        insert into enrollment_token (tenant_id, id, token_hash, group_id, expires_at, max_uses, uses, created_at)
        values ({change.Op.Tenant}, {token.Id}, {token.Hash}, {token.Group}, {token.ExpiresAt}, {token.MaxUses}, {token.Uses}, {token.CreatedAt})
        """);

    public static void Update(Change change, EnrollmentToken token) => change.Add($"""
        update enrollment_token set uses = {token.Uses}, revoked_at = {token.RevokedAt} where tenant_id = {change.Op.Tenant} and id = {token.Id}
        """);

    public static Task<EnrollmentToken?> TokenForUpdate(Change change, byte[] hash, CancellationToken ct) => change.First(
        $"select {TokenColumns} from enrollment_token where tenant_id = {change.Op.Tenant} and token_hash = {hash} for update", ReadToken, ct);

    public static Task<EnrollmentToken?> TokenForUpdate(Change change, EnrollmentTokenId id, CancellationToken ct) => change.First(
        $"select {TokenColumns} from enrollment_token where tenant_id = {change.Op.Tenant} and id = {id} for update", ReadToken, ct);

    public Task<List<EnrollmentToken>> Tokens(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {TokenColumns} from enrollment_token
         where tenant_id = {op.Tenant} and ({page.After} is null or id < {page.After})
         order by id desc limit {page.Limit + 1}
        """,
        ReadToken,
        ct);

    public Task<DeviceWithHealth?> Device(OpContext op, DeviceId id, CancellationToken ct) =>
        session.First($"{SelectWithHealth(op)} where d.tenant_id = {op.Tenant} and d.id = {id} and d.removed_at is null", ReadWithHealth, ct);

    public Task<List<DeviceWithHealth>> Devices(OpContext op, GroupId? group, OrganizationId? organization, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        {SelectWithHealth(op)}
         where d.tenant_id = {op.Tenant} and d.removed_at is null
           and ({group} is null or d.group_id = {group}) and ({organization} is null or d.organization_id = {organization})
           and ({page.After} is null or d.id < {page.After})
         order by d.id desc limit {page.Limit + 1}
        """,
        ReadWithHealth,
        ct);

    public Task<List<DeviceSummary>> Summaries(OpContext op, Guid[] ids, CancellationToken ct) => session.Query(
        $"select id, name, hostname, group_id, last_seen_at from device where tenant_id = {op.Tenant} and id = any({ids}) and removed_at is null",
        row => new DeviceSummary(row.Id<DeviceId>(0), row.GetString(1), row.GetString(2), row.Id<GroupId>(3), row.TimeOrNull(4)),
        ct);

    public Task<bool> AnyInGroup(OpContext op, GroupId group, CancellationToken ct) => session.First(
        $"select exists (select 1 from device where tenant_id = {op.Tenant} and group_id = {group} and removed_at is null)", row => row.GetBoolean(0), ct);

    /// <summary>A device, removed or not.</summary>
    public Task<Device?> Known(OpContext op, DeviceId id, CancellationToken ct) =>
        session.First($"select {DeviceColumns} from device d where d.tenant_id = {op.Tenant} and d.id = {id}", row => ReadDevice(row), ct);

    /// <summary>A device, removed or not, locked.</summary>
    public static Task<Device?> DeviceForUpdate(Change change, DeviceId id, CancellationToken ct) => change.First(
        $"select {DeviceColumns} from device d where d.tenant_id = {change.Op.Tenant} and d.id = {id} for update", row => ReadDevice(row), ct);

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
    }

    public static void Update(Change change, Device device) => change.Add($"""
        update device set group_id = {device.Group}, organization_id = {device.Organization}, name = {device.Name}, hostname = {device.Facts.Hostname},
               nats_user = {device.NatsUser}, enrolled_with = {device.EnrolledWith}, os_name = {device.Facts.OsName}, os_version = {device.Facts.OsVersion},
               architecture = {device.Facts.Architecture}, sensor_version = {device.Facts.SensorVersion}, removed_at = {device.RemovedAt}, version = {device.Version}
         where tenant_id = {change.Op.Tenant} and id = {device.Id}
        """);

    private static Sql SelectWithHealth(OpContext op) => $"""
        select {DeviceColumns}, h.score,
               (select count(*)::int from finding f where f.tenant_id = {op.Tenant} and f.device_id = d.id and f.state = 'OPEN')
          from device d left join health h on h.tenant_id = d.tenant_id and h.level = 'DEVICE' and h.id = d.id
        """;

    private static DeviceWithHealth ReadWithHealth(NpgsqlDataReader row) => new(ReadDevice(row), row.OrNull<int>(18), row.GetInt32(19));

    private static Device ReadDevice(NpgsqlDataReader row) => new(
        row.Id<DeviceId>(0),
        row.Id<GroupId>(1),
        row.Id<OrganizationId>(2),
        row.GetString(3),
        new MachineFacts(row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9)),
        row.GetString(10),
        row.TextOrNull(11),
        row.Id<EnrollmentTokenId>(12),
        row.Time(13),
        row.TimeOrNull(14),
        row.GetInt64(15),
        row.TimeOrNull(16),
        row.GetInt64(17));

    private static EnrollmentToken ReadToken(NpgsqlDataReader row) => new(
        row.Id<EnrollmentTokenId>(0),
        row.GetFieldValue<byte[]>(1),
        row.Id<GroupId>(2),
        row.Time(3),
        row.GetInt32(4),
        row.GetInt32(5),
        row.Time(6),
        row.TimeOrNull(7));
}
