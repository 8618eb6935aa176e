using System.Security.Cryptography;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Factors;

/// <summary>What somebody shows beside the password: one of these.</summary>
/// <param name="Code">Six digits of their app.</param>
/// <param name="RecoveryCode">One of their recovery codes.</param>
/// <param name="Passkey">What their authenticator said, verified.</param>
internal sealed record SecondProof(string? Code, string? RecoveryCode, VerifiedPasskey? Passkey)
{
    private const int MaxCode = 32;

    /// <summary>A problem unless it is exactly one, and none too long to be one.</summary>
    public static Problem? CheckOne(string? code, string? recoveryCode, Features.PasskeyProof? passkey) =>
        (code is null ? 0 : 1) + (recoveryCode is null ? 0 : 1) + (passkey is null ? 0 : 1) != 1 ? AccessProblems.CodeNeeded
        : Fits(code) && Fits(recoveryCode) ? null
        : AccessProblems.CodeWrong;

    /// <summary>Whether a code has the length of one.</summary>
    public static bool Fits(string? code) => code is null or { Length: > 0 and <= MaxCode };
}

/// <summary>A secret that an app makes codes from: shown once.</summary>
/// <param name="Secret">In base 32, to be typed.</param>
/// <param name="Uri">The same as a picture shows it to an app.</param>
internal sealed record TotpSecret(string Secret, string Uri);

/// <summary>Sets second factors up and takes proofs of them. A code is counted before it is looked at, as passwords are, and used once.</summary>
internal sealed class SecondFactors(PasswordGuesses passwords, Sessions sessions, ISealer sealer, IAuditSink audit, IOptions<AccessOptions> options, TimeProvider time)
{
    /// <summary>Counts somebody's try at a person's codes; a problem when there were too many.</summary>
    public Task<Result<CountedGuess>> Count(OpContext op, User user, CancellationToken ct) => passwords.Count(op, Guess.OfCode(user.Email, op.Origin.Address), () => Task.FromResult<User?>(user), ct);

    /// <summary>Uses a proof up inside the change that it allows. Answers how it proves, by the names of RFC 8176; null when it proves nothing.</summary>
    public async Task<IReadOnlyList<string>?> Take(Change change, User user, SecondProof proof, CancellationToken ct)
    {
        if (proof.Passkey is { } passkey)
        {
            return passkey.User.Id == user.Id && passkey.User.Tenant == user.Tenant && await PasskeyDb.Use(change, passkey, time.GetUtcNow(), ct) ? passkey.Methods : null;
        }

        return (proof.RecoveryCode is { } recovery && await SecondFactorDb.TakeRecoveryCode(change, user.Id, recovery, ct))
            || (proof.Code is { } code && await SecondFactorDb.TotpForUpdate(change, user.Id, ct) is { IsConfirmed: true } totp && await TakeCode(change, user, totp, code, ct))
                ? [ProofMethod.Code]
                : null;
    }

    /// <summary>A new secret for a person's app, sealed in the change and shown once. A problem when they have one that is in use.</summary>
    public async Task<Result<TotpSecret>> Begin(Change change, User user, CancellationToken ct)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        if (!await SecondFactorDb.PutTotp(change, user.Id, sealer.Seal(secret, Purpose(user)), time.GetUtcNow(), ct))
        {
            return AccessProblems.TotpExists;
        }

        var text = Totp.Base32(secret);
        return new TotpSecret(text, Totp.Uri(options.Value.Issuer, user.Email, text));
    }

    /// <summary>Takes the first code of a secret that is being set up. Answers the recovery codes that come with a first second factor; none when there are some.</summary>
    public async Task<Result<string[]>> Confirm(Change change, User user, string code, Guid? except, CancellationToken ct)
    {
        if (await SecondFactorDb.TotpForUpdate(change, user.Id, ct) is not { } totp)
        {
            return AccessProblems.TotpNotBegun;
        }

        if (totp.IsConfirmed)
        {
            return AccessProblems.TotpExists;
        }

        if (!await TakeCode(change, user, totp, code, ct))
        {
            return AccessProblems.CodeWrong;
        }

        SecondFactorDb.ConfirmTotp(change, user.Id, time.GetUtcNow());
        return await Added(change, user, except, ct);
    }

    /// <summary>Adds to a change what comes with another factor: recovery codes where there are none, and the end of sessions that were opened without one.</summary>
    public async Task<string[]> Added(Change change, User user, Guid? except, CancellationToken ct)
    {
        await sessions.EndWithoutSecondFactor(change, user.Id, except, ct);
        if ((await SecondFactorDb.Of(change, user.Tenant, user.Id, ct)).RecoveryCodes > 0)
        {
            return [];
        }

        var codes = RecoveryCode.NewSet();
        SecondFactorDb.PutRecoveryCodes(change, user.Id, codes);
        return codes;
    }

    /// <summary>Notes in the person's tenant that a code or passkey was not the one. The caller may be gone; it is noted all the same.</summary>
    public Task Wrong(OpContext op, User user) => audit.Record(
        op with { Tenant = user.Tenant },
        new AuditFact("user", user.Id.Value, user.Username)
        {
            Category = AuditCategory.Authentication, Severity = AuditSeverity.Warning, Outcome = AuditOutcome.Failure, Error = AccessProblems.CodeWrong.Code,
        },
        CancellationToken.None);

    private async Task<bool> TakeCode(Change change, User user, StoredTotp totp, string code, CancellationToken ct) =>
        Totp.Match(sealer.Open(totp.SealedSecret, Purpose(user)), string.Concat(code.Where(c => c != ' ')), time.GetUtcNow()) is { } step
        && step > totp.LastStep
        && await SecondFactorDb.TakeStep(change, user.Id, step, ct);

    // A sealed secret is worth nothing in another person's row.
    private static string Purpose(User user) => $"access-totp/{user.Tenant}/{user.Id}";
}
