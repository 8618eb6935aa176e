using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Factors;

/// <summary>Statements about passkeys; all in the control store.</summary>
internal sealed class PasskeyDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant(
        "id, user_id, name, credential_id, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, created_at, last_used_at");

    public Task<List<Passkey>> Of(OpContext op, UserId user, CancellationToken ct) => control.For(op).Query(
        $"select {Columns} from passkey where tenant_id = {op.Tenant} and user_id = {user} order by id desc limit {Passkey.MaxPerPerson}", Read, ct);

    public Task<List<Passkey>> Of(OpContext op, UserId user, PageRequest page, CancellationToken ct) => control.For(op).Query(
        $"select {Columns} from passkey where tenant_id = {op.Tenant} and user_id = {user}{page.Below("id")} order by id desc limit {page.Limit + 1}", Read, ct);

    /// <summary>Whether somebody of the tenant has this credential.</summary>
    public Task<bool> Has(OpContext op, byte[] credential, CancellationToken ct) => control.For(op).First(
        $"select exists (select from passkey where tenant_id = {op.Tenant} and credential_id = {credential})", row => row.Bool(), ct);

    public static void Insert(Change change, Passkey key)
    {
        change.Add($"""
            insert into passkey (tenant_id, {Columns})
            values ({change.Op.Tenant}, {key.Id}, {key.User}, {key.Name}, {key.CredentialId}, {key.PublicKey}, {key.SignCount}, {key.Transports.ToArray()}, {key.IsUserVerified},
                    {key.IsBackupEligible}, {key.IsBackedUp}, {key.CreatedAt}, {key.LastUsedAt})
            """);
        change.OnViolation("passkey_credential_key", AccessProblems.PasskeyNotAdded);
    }

    public static Task<Passkey?> ForUpdate(Change change, UserId user, PasskeyId id, CancellationToken ct) => change.First(
        $"select {Columns} from passkey where tenant_id = {change.Op.Tenant} and user_id = {user} and id = {id} for update", Read, ct);

    public static void Delete(Change change, PasskeyId id) => change.Add($"delete from passkey where tenant_id = {change.Op.Tenant} and id = {id}");

    /// <summary>
    /// Uses an answer up and takes its count over. False when the challenge was answered before, or when the authenticator has counted no further than what is
    /// known meanwhile: there are two of it.
    /// </summary>
    public static async Task<bool> Use(Change change, VerifiedPasskey used, DateTimeOffset now, CancellationToken ct) =>
        await Spend(change, used.Challenge, ct)
        && await change.Execute(
            $"""
            update passkey set sign_count = {used.SignCount}, backed_up = {used.IsBackedUp}, last_used_at = {now}
             where tenant_id = {change.Op.Tenant} and user_id = {used.User.Id} and credential_id = {used.CredentialId}
               and (sign_count < {used.SignCount} or (sign_count = 0 and {used.SignCount} = 0))
            """,
            ct) == 1;

    /// <summary>Uses a challenge up; false when it was answered before.</summary>
    public static async Task<bool> Spend(Change change, OpenChallenge challenge, CancellationToken ct) => await change.Execute(
        $"insert into spent_challenge (hash, expires_at) values ({challenge.Hash}, {challenge.ExpiresAt}) on conflict (hash) do nothing", ct) == 1;

    private static Passkey Read(Row row) => new(
        row.Id<PasskeyId>(),
        row.Id<UserId>(),
        row.Text(),
        row.Bytes(),
        row.Bytes(),
        row.Long(),
        row.Get<string[]>(),
        row.Bool(),
        row.Bool(),
        row.Bool(),
        row.Time(),
        row.TimeOrNull());
}
