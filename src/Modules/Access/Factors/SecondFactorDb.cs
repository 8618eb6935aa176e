using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Factors;

/// <summary>What a person has beside the password, and whether their tenant asks for it.</summary>
/// <param name="TotpSince">Since when they have an app that makes codes; null when they have none.</param>
/// <param name="Passkeys">How many passkeys.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
/// <param name="Required">Whether the tenant asks everybody for a second factor.</param>
internal sealed record PersonFactors(DateTimeOffset? TotpSince, int Passkeys, int RecoveryCodes, bool Required)
{
    public bool Any => TotpSince is not null || Passkeys > 0;
}

/// <summary>A sealed secret for codes, and the time step of the last code that was accepted.</summary>
internal sealed record StoredTotp(byte[] SealedSecret, bool IsConfirmed, long LastStep);

/// <summary>Somebody who gave the right password and still owes a second factor.</summary>
/// <param name="Tenant">Theirs.</param>
/// <param name="User">Who.</param>
/// <param name="Enrols">They have none and have to set one up.</param>
/// <param name="PasswordHash">Of the password that they chose instead of one that was handed to them; null when they have their own.</param>
/// <param name="SealedProof">What an identity provider has proved instead of a password, sealed; null when it was a password.</param>
internal sealed record PendingSignIn(TenantId Tenant, UserId User, bool Enrols, string? PasswordHash, byte[]? SealedProof = null);

/// <summary>Statements about second factors; all in the control store.</summary>
internal sealed class SecondFactorDb(ControlSession control)
{
    public const int TriesOfChallenge = 5;

    public Task<PersonFactors> Of(OpContext op, UserId user, CancellationToken ct) => Of(control.For(op), op.Tenant, user, ct);

    /// <summary>What a person has, read in the control store or inside a change there.</summary>
    public static async Task<PersonFactors> Of(IReads reads, TenantId tenant, UserId user, CancellationToken ct) => (await reads.First(
        $"""
        select (select confirmed_at from totp where tenant_id = {tenant} and user_id = {user}),
               (select count(*) from passkey where tenant_id = {tenant} and user_id = {user}),
               (select count(*) from recovery_code where tenant_id = {tenant} and user_id = {user}),
               exists (select from sign_in_rule where tenant_id = {tenant} and require_second_factor)
        """,
        row => new PersonFactors(row.TimeOrNull(), (int)row.Long(), (int)row.Long(), row.Bool()),
        ct))!;

    public static Task<StoredTotp?> TotpForUpdate(Change change, UserId user, CancellationToken ct) => change.First(
        $"select sealed_secret, confirmed_at is not null, last_step from totp where tenant_id = {change.Op.Tenant} and user_id = {user} for update",
        row => new StoredTotp(row.Bytes(), row.Bool(), row.Long()),
        ct);

    /// <summary>A secret that is being set up, in the place of one that was not confirmed. False when there is one that was.</summary>
    public static async Task<bool> PutTotp(Change change, UserId user, byte[] sealedSecret, DateTimeOffset now, CancellationToken ct) => await change.Execute(
        $"""
        insert into totp as t (tenant_id, user_id, sealed_secret, created_at) values ({change.Op.Tenant}, {user}, {sealedSecret}, {now})
        on conflict (tenant_id, user_id) do update set sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, last_step = 0 where t.confirmed_at is null
        """,
        ct) == 1;

    public static void ConfirmTotp(Change change, UserId user, DateTimeOffset now) =>
        change.Add($"update totp set confirmed_at = {now} where tenant_id = {change.Op.Tenant} and user_id = {user}");

    /// <summary>Uses a code up; false when it, or one after it, was used before.</summary>
    public static async Task<bool> TakeStep(Change change, UserId user, long step, CancellationToken ct) =>
        await change.Execute($"update totp set last_step = {step} where tenant_id = {change.Op.Tenant} and user_id = {user} and last_step < {step}", ct) == 1;

    /// <summary>Removes a person's secret; false when there was none that was confirmed.</summary>
    public static async Task<bool> DeleteTotp(Change change, UserId user, CancellationToken ct) =>
        await change.Execute($"delete from totp where tenant_id = {change.Op.Tenant} and user_id = {user} and confirmed_at is not null", ct) == 1;

    /// <summary>Uses a recovery code up; false when there is no such one.</summary>
    public static async Task<bool> TakeRecoveryCode(Change change, UserId user, string code, CancellationToken ct) =>
        await change.Execute($"delete from recovery_code where tenant_id = {change.Op.Tenant} and user_id = {user} and hash = {RecoveryCode.Hash(code)}", ct) == 1;

    /// <summary>Recovery codes in the place of those that were left.</summary>
    public static void PutRecoveryCodes(Change change, UserId user, IReadOnlyList<string> codes)
    {
        DeleteRecoveryCodes(change, user);
        foreach (var code in codes)
        {
            change.Add($"insert into recovery_code (tenant_id, user_id, hash) values ({change.Op.Tenant}, {user}, {RecoveryCode.Hash(code)})");
        }
    }

    public static void DeleteRecoveryCodes(Change change, UserId user) =>
        change.Add($"delete from recovery_code where tenant_id = {change.Op.Tenant} and user_id = {user}");

    /// <summary>Takes everything away that a person has beside the password.</summary>
    public static void DeleteAll(Change change, UserId user)
    {
        change.Add($"delete from totp where tenant_id = {change.Op.Tenant} and user_id = {user}");
        change.Add($"delete from passkey where tenant_id = {change.Op.Tenant} and user_id = {user}");
        change.Add($"delete from sign_in_challenge where tenant_id = {change.Op.Tenant} and user_id = {user}");
        DeleteRecoveryCodes(change, user);
    }

    public static void InsertChallenge(Change change, byte[] hash, PendingSignIn pending, DateTimeOffset expiresAt) => change.Add($"""
        insert into sign_in_challenge (tenant_id, hash, user_id, enrols, password_hash, sealed_proof, expires_at)
        values ({pending.Tenant}, {hash}, {pending.User}, {pending.Enrols}, {pending.PasswordHash}, {pending.SealedProof}, {expiresAt})
        """);

    /// <summary>Who holds a challenge; null when it has ended, or was tried as often as it may be.</summary>
    public Task<PendingSignIn?> OfChallenge(byte[] hash, DateTimeOffset now, CancellationToken ct) => control.AcrossTenants().First(
        $"""
        select tenant_id, user_id, enrols, password_hash, sealed_proof from sign_in_challenge
         where tenant_id is not null and hash = {hash} and expires_at > {now} and tries < {TriesOfChallenge}
        """,
        row => new PendingSignIn(row.Id<TenantId>(), row.Id<UserId>(), row.Bool(), row.TextOrNull(), row.BytesOrNull()),
        ct);

    /// <summary>Counts a try before it is looked at; false when there are no more.</summary>
    public async Task<bool> Try(OpContext op, byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.For(op).Bookkeeping();
        var counted = await change.Execute(
            $"update sign_in_challenge set tries = tries + 1 where tenant_id = {op.Tenant} and hash = {hash} and expires_at > {now} and tries < {TriesOfChallenge}", ct);
        await change.Commit(ct);
        return counted == 1;
    }

    /// <summary>Uses a challenge up; false when another request was faster.</summary>
    public static async Task<bool> TakeChallenge(Change change, byte[] hash, CancellationToken ct) =>
        await change.Execute($"delete from sign_in_challenge where tenant_id = {change.Op.Tenant} and hash = {hash}", ct) == 1;

    public async Task Prune(DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from sign_in_challenge where tenant_id is not null and expires_at < {now}");
        change.Add($"delete from spent_challenge where expires_at < {now}");
        await change.Commit(ct);
    }
}
