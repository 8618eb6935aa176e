using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access.Members;

/// <summary>Statements about invitations into tenants; all in the control store.</summary>
internal sealed class InvitationDb(ControlSession control)
{
    public static Quota Quota { get; } = new("invitations", "Invitations that can be accepted, or sent anew.");

    private static Sql Columns => Sql.Constant("""
        i.tenant_id, i.id, i.email, i.role, i.scope_level, i.scope_id, i.organization_id, i.group_id, i.device_id, i.invited_by, i.invited_by_name, i.mail_id, i.sends, i.sent_at, i.expires_at, i.ended_at, i.accepted_by,
        i.created_at, i.version
        """);

    public Change Change() => control.Change();

    public Change Bookkeeping() => control.Bookkeeping();

    public static void Insert(Change change, Invitation i, byte[] hash)
    {
        change.Add($"""
            insert into tenant_invitation (
                tenant_id, id, email, role, scope_level, scope_id, organization_id, group_id, device_id, invited_by, invited_by_name, token_hash, mail_id, sends, sent_at, expires_at, created_at)
            values ({i.Tenant}, {i.Id}, {i.Email}, {i.Role}, {i.Scope.Level}, {i.Scope.Id}, {i.Place.Organization}, {i.Place.Group}, {i.Place.Device}, {i.InvitedBy}, {i.InvitedByName}, {hash}, {i.Mail}, {i.Sends}, {i.SentAt}, {i.ExpiresAt}, {i.CreatedAt})
            """);
        change.OnViolation("tenant_invitation_open_key", MemberProblems.InvitationExists);
    }

    /// <summary>Another token instead of the one that was sent before.</summary>
    public static void Resend(Change change, Invitation i, byte[] hash) => change.Add($"""
        update tenant_invitation set token_hash = {hash}, mail_id = {i.Mail}, sends = {i.Sends}, sent_at = {i.SentAt}, expires_at = {i.ExpiresAt}, version = {i.Version}
         where tenant_id = {i.Tenant} and id = {i.Id}
        """);

    public static void End(Change change, Invitation i) => change.Add($"""
        update tenant_invitation set ended_at = {i.EndedAt}, accepted_by = {i.AcceptedBy}, version = {i.Version} where tenant_id = {i.Tenant} and id = {i.Id}
        """);

    public Task<Invitation?> Invitation(OpContext op, InvitationId id, CancellationToken ct) =>
        control.First($"select {Columns} from tenant_invitation i where i.tenant_id = {op.Tenant} and i.id = {id}", Read, ct);

    public static Task<Invitation?> ForUpdate(Change change, InvitationId id, CancellationToken ct) =>
        change.First($"select {Columns} from tenant_invitation i where i.tenant_id = {change.Op.Tenant} and i.id = {id} for update", Read, ct);

    public Task<List<Invitation>> Invitations(OpContext op, InvitationState? state, Scope? at, DateTimeOffset now, PageRequest page, CancellationToken ct)
    {
        Sql only = state switch
        {
            null => Sql.Empty,
            InvitationState.Accepted => $" and i.accepted_by is not null",
            InvitationState.Revoked => $" and i.ended_at is not null and i.accepted_by is null",
            InvitationState.Expired => $" and i.ended_at is null and i.expires_at <= {now}",
            _ => $" and i.ended_at is null and i.expires_at > {now}",
        };
        var within = op.Reach.Narrow("i.organization_id", "i.group_id", "i.device_id");
        Sql there = at is { } node ? $" and i.scope_level = {node.Level} and i.scope_id = {node.Id}" : Sql.Empty;
        return control.Query(
            $"select {Columns} from tenant_invitation i where i.tenant_id = {op.Tenant}{within}{only}{there}{page.Below("i.id")} order by i.id desc limit {page.Limit + 1}", Read, ct);
    }

    /// <summary>The one of an address in the change's tenant that nobody has ended; its row is held until the change ends.</summary>
    public static Task<Invitation?> OpenOf(Change change, string email, CancellationToken ct) => change.First(
        $"select {Columns} from tenant_invitation i where i.tenant_id = {change.Op.Tenant} and lower(i.email) = {email.ToLowerInvariant()} and i.ended_at is null for update", Read, ct);

    /// <summary>The one that a token is of, as long as it can be accepted.</summary>
    public Task<Invitation?> OfToken(byte[] hash, DateTimeOffset now, CancellationToken ct) => control.AcrossTenants().First(
        $"select {Columns} from tenant_invitation i where i.tenant_id is not null and i.token_hash = {hash} and i.ended_at is null and i.expires_at > {now}", Read, ct);

    /// <summary>The same, in the change's tenant; its row is held until the change ends.</summary>
    public static Task<Invitation?> OfTokenForUpdate(Change change, byte[] hash, DateTimeOffset now, CancellationToken ct) => change.First(
        $"""
        select {Columns} from tenant_invitation i
         where i.tenant_id = {change.Op.Tenant} and i.token_hash = {hash} and i.ended_at is null and i.expires_at > {now} for update
        """,
        Read,
        ct);

    /// <summary>Tenants that have invitations which ended, or were out of date, before a moment.</summary>
    public Task<List<TenantId>> TenantsWithOld(DateTimeOffset before, CancellationToken ct) => control.AcrossTenants().Query(
        $"select distinct i.tenant_id from tenant_invitation i where i.tenant_id is not null and i.expires_at < {before}", row => row.Id<TenantId>(), ct);

    /// <summary>Removes those of the change's tenant; answers how many of them nobody had ended.</summary>
    public static Task<long> Prune(Change change, DateTimeOffset before, CancellationToken ct) => change.First(
        $"""
        with gone as (delete from tenant_invitation where tenant_id = {change.Op.Tenant} and expires_at < {before} returning ended_at)
        select count(*) from gone where ended_at is null
        """,
        row => row.Long(),
        ct);

    private static Invitation Read(Row row) => new(
        row.Id<TenantId>(), row.Id<InvitationId>(), row.Text(), row.Text(), new Scope(row.Enum<ScopeLevel>(), row.Uuid()), new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>()),
        row.OrNull<Guid>(), row.Text(), row.Id<MailId>(), row.Int(), row.Time(),
        row.Time(), row.TimeOrNull(), row.IdOrNull<UserId>(), row.Time(), row.Long());
}
