using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Mail.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Mail;

/// <summary>A mail that this process sends now.</summary>
/// <param name="Mail">Which, with this attempt counted.</param>
/// <param name="SealedText">What it says.</param>
internal sealed record ClaimedMail(StoredMail Mail, byte[] SealedText);

/// <summary>The module's statements; all in the control store.</summary>
internal sealed class MailDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("tenant_id, id, recipient, subject, state, attempts, error, good_until, created_at, sent_at");

    public Change Change() => control.Change();

    public static void Insert(Change change, StoredMail mail, byte[] sealedText) => change.Add($"""
        insert into mail (tenant_id, id, recipient, subject, sealed_text, state, due_at, good_until, created_at)
        values ({mail.Tenant}, {mail.Id}, {mail.Recipient}, {mail.Subject}, {sealedText}, {mail.State}, {mail.CreatedAt}, {mail.GoodUntil}, {mail.CreatedAt})
        """);

    /// <summary>Counts one more mail of a day; false when there are as many as there may be. Mails that are taken back, or removed, have been written all the same.</summary>
    public static async Task<bool> TakeOfDay(Change change, DateTimeOffset day, int most, CancellationToken ct)
    {
        change.Add($"delete from mail_day where tenant_id = {change.Op.Tenant} and day < {day}");
        return await change.Execute(
            $"""
            insert into mail_day as d (tenant_id, day, written) values ({change.Op.Tenant}, {day}, 1)
            on conflict (tenant_id, day) do update set written = d.written + 1 where d.written < {most}
            """,
            ct) == 1;
    }

    /// <summary>Whether there is or was one of this id; nobody else adds it until the change ends.</summary>
    public static async Task<bool> IsThere(Change change, MailId id, CancellationToken ct)
    {
        await change.Execute($"select pg_advisory_xact_lock(hashtextextended('mail', 0) # hashtextextended({id.ToString()}, 1)), {change.Op.Tenant} as tenant_id", ct);
        return await change.First($"select exists (select from mail where tenant_id = {change.Op.Tenant} and id = {id})", row => row.Bool(), ct);
    }

    public static void Delete(Change change, MailId id) => change.Add($"delete from mail where tenant_id = {change.Op.Tenant} and id = {id} and state <> 'SENT'");

    public Task<List<StoredMail>> Mails(OpContext op, MailState? state, PageRequest page, CancellationToken ct)
    {
        Sql only = state is { } wanted ? $" and state = {wanted}" : Sql.Empty;
        return control.Query($"select {Columns} from mail where tenant_id = {op.Tenant}{only}{page.Below("id")} order by id desc limit {page.Limit + 1}", Read, ct);
    }

    /// <summary>One mail with its text, where that is still there; its row is held until the change ends.</summary>
    public static async Task<(StoredMail Mail, byte[]? SealedText)?> ForUpdate(Change change, MailId id, CancellationToken ct) => (await change.Query(
        $"select {Columns}, sealed_text from mail where tenant_id = {change.Op.Tenant} and id = {id} for update", row => (Read(row), row.BytesOrNull()), ct)) is [var one] ? one : null;

    /// <summary>Whether an attempt at it is under way, as far as its row tells.</summary>
    public static Task<bool> IsUnderWay(Change change, MailId id, DateTimeOffset now, CancellationToken ct) => change.First(
        $"select exists (select from mail where tenant_id = {change.Op.Tenant} and id = {id} and state = 'WAITING' and attempts > 0 and error is null and due_at > {now})", row => row.Bool(), ct);

    public static void Retry(Change change, MailId id, DateTimeOffset now) =>
        change.Add($"update mail set state = 'WAITING', attempts = 0, error = null, due_at = {now} where tenant_id = {change.Op.Tenant} and id = {id}");

    /// <summary>Mails of all tenants that are due, the longest waiting first.</summary>
    public async Task<IReadOnlyList<WorkItem>> Due(WorkQuery wanted, CancellationToken ct) => await control.AcrossTenants().Query(
        $"""
        select tenant_id, id from mail
         where state = 'WAITING' and due_at <= now() and good_until > now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    /// <summary>Counts an attempt and takes the mail for as long as one may last; null when it is another's, gone or out of date.</summary>
    public async Task<ClaimedMail?> Claim(OpContext op, Guid id, DateTimeOffset now, TimeSpan most, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        var claimed = await change.First(
            $"""
            update mail set attempts = attempts + 1, error = null, due_at = {now + most}
             where tenant_id = {op.Tenant} and id = {id} and state = 'WAITING' and due_at <= {now} and good_until > {now} and sealed_text is not null
            returning {Columns}, sealed_text
            """,
            row => new ClaimedMail(Read(row), row.Bytes()),
            ct);
        await change.Commit(ct);
        return claimed;
    }

    /// <summary>It was sent: its text goes.</summary>
    public async Task Sent(StoredMail mail, DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"update mail set state = 'SENT', sent_at = {now}, sealed_text = null where tenant_id = {mail.Tenant} and id = {mail.Id}");
        await change.Commit(ct);
    }

    /// <summary>It was not, and is tried again.</summary>
    public async Task Rest(StoredMail mail, string error, DateTimeOffset dueAt, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"update mail set error = {error}, due_at = {dueAt} where tenant_id = {mail.Tenant} and id = {mail.Id}");
        await change.Commit(ct);
    }

    public static void Fail(Change change, StoredMail mail, string error) =>
        change.Add($"update mail set state = 'FAILED', error = {error} where tenant_id = {mail.Tenant} and id = {mail.Id}");

    /// <summary>Takes away the texts of what is out of date, and what is older than mails are remembered.</summary>
    public async Task Prune(DateTimeOffset now, DateTimeOffset oldest, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"""
            update mail set sealed_text = null, state = case when state = 'WAITING' then 'EXPIRED' else state end
             where tenant_id is not null and good_until <= {now} and sealed_text is not null
            """);
        change.Add($"delete from mail where tenant_id is not null and good_until < {oldest}");
        await change.Commit(ct);
    }

    private static StoredMail Read(Row row) => new(
        row.Id<TenantId>(), row.Id<MailId>(), row.Text(), row.Text(), row.Enum<MailState>(), row.Int(), row.TextOrNull(), row.Time(), row.Time(), row.TimeOrNull());
}
