using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Modules.Access.Features;

/// <summary>A second factor of a person.</summary>
internal enum SecondFactorKind
{
    /// <summary>A code of an app.</summary>
    Totp,

    /// <summary>A passkey.</summary>
    Passkey,

    /// <summary>One of the codes that were shown when the first factor was set up.</summary>
    RecoveryCode,
}

/// <summary>The password was right, and there is no session yet: what is owed.</summary>
/// <param name="Challenge">For /api/auth/login/second-factor: good once, for five minutes and five tries.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Factors">With what it can be answered. None: the tenant asks everybody for a second factor and this person has none; /api/auth/login/enrolment sets one up.</param>
internal sealed record SecondFactorChallengeView(string Challenge, DateTimeOffset ExpiresAt, IReadOnlyList<SecondFactorKind> Factors)
{
    public static SecondFactorChallengeView From(OwedFactor owed)
    {
        var factors = new List<SecondFactorKind>();
        if (owed.Factors.TotpSince is not null)
        {
            factors.Add(SecondFactorKind.Totp);
        }

        if (owed.Factors.Passkeys > 0)
        {
            factors.Add(SecondFactorKind.Passkey);
        }

        if (owed.Factors is { Any: true, RecoveryCodes: > 0 })
        {
            factors.Add(SecondFactorKind.RecoveryCode);
        }

        return new SecondFactorChallengeView(owed.Challenge, owed.ExpiresAt, factors);
    }
}

/// <summary>What an authenticator answered.</summary>
/// <param name="Challenge">As /api/auth/passkeys/challenge, or /api/auth/passkeys/options, gave it.</param>
/// <param name="Credential">What navigator.credentials gave, as JSON.</param>
internal sealed record PasskeyProof(string Challenge, System.Text.Json.JsonElement Credential);

/// <summary>How answers of sign-ins are sent.</summary>
internal static class SignInAnswers
{
    /// <summary>200 with a session, its refresh token where it was asked for; 202 with what is owed.</summary>
    public static async Task<OwingAnswer<SessionTokens, SecondFactorChallengeView>> Deliver(this Task<Result<SignInAnswer>> result, HttpContext http, RefreshTokenIn where) =>
        (await result).Fails(out var answer, out var problem)
            ? new(problem, null, null)
            : new(null, answer.Session?.Deliver(http, where), answer.Owed is { } owed ? SecondFactorChallengeView.From(owed) : null);
}
