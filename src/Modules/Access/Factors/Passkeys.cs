using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Factors;

/// <summary>A challenge that came back, and is not too old.</summary>
/// <param name="State">What the handler made of it.</param>
/// <param name="Hash">By which it is known that it was answered.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record OpenChallenge(string State, byte[] Hash, DateTimeOffset ExpiresAt);

/// <summary>What a browser needs for a passkey, and what has to come back with its answer.</summary>
/// <param name="Challenge">Sealed; good once and for five minutes.</param>
/// <param name="Options">For navigator.credentials.</param>
internal sealed record PasskeyCeremony(string Challenge, JsonElement Options);

/// <summary>An authenticator's answer that holds, to be used up in the change that it allows.</summary>
/// <param name="User">Whose passkey it is.</param>
/// <param name="CredentialId">Which.</param>
/// <param name="SignCount">What the authenticator has counted.</param>
/// <param name="IsBackedUp">Whether it is kept in several devices.</param>
/// <param name="Methods">How it proves, by the names of RFC 8176.</param>
/// <param name="Challenge">What it answers.</param>
internal sealed record VerifiedPasskey(User User, byte[] CredentialId, long SignCount, bool IsBackedUp, IReadOnlyList<string> Methods, OpenChallenge Challenge);

/// <summary>
/// Passkeys (Web Authentication) by the framework's handler. A challenge is kept by who asks for it, sealed, so that asking costs nothing; once it is answered that is
/// written down, so that it is answered once. The server's domain and the pages' origins are what is configured, never what a request says.
/// </summary>
internal sealed class Passkeys(AccessDb db, PasskeyDb passkeys, ISealer sealer, IOptions<AccessOptions> options, ILogger<UserManager<User>> logger, TimeProvider time)
{
    private const string SignIn = "access-passkey/sign-in";
    private const string Required = "required";
    private const string Preferred = "preferred";
    private const int MaxChallenge = 2048;
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);

    /// <summary>A challenge for whoever has a passkey here.</summary>
    public async Task<PasskeyCeremony> Ask(OpContext op, HttpContext http)
    {
        var made = await Handler(new PasskeyStore(db, passkeys, op), Preferred).MakeRequestOptionsAsync(null, http);
        return Ceremony(made.AssertionState!, made.RequestOptionsJson, SignIn);
    }

    /// <summary>A challenge for another passkey of a person.</summary>
    public async Task<PasskeyCeremony> AskForNew(OpContext op, User user, HttpContext http)
    {
        var entity = new PasskeyUserEntity { Id = PasskeyStore.HandleOf(user), Name = user.Email, DisplayName = user.Username };
        var made = await Handler(new PasskeyStore(db, passkeys, op), Preferred).MakeCreationOptionsAsync(entity, http);
        return Ceremony(made.AttestationState!, made.CreationOptionsJson, Registration(user));
    }

    /// <summary>Whose passkey an answer is of, if it holds.</summary>
    /// <param name="op">Of whoever asks.</param>
    /// <param name="http">The request.</param>
    /// <param name="proof">The answer.</param>
    /// <param name="alone">Whether it stands for a password too: then the authenticator has to have made sure who used it.</param>
    /// <returns>The person, or who it would have been, as far as that is known.</returns>
    public async Task<(VerifiedPasskey? Verified, User? Named)> Verify(OpContext op, HttpContext http, PasskeyProof proof, bool alone)
    {
        if (Open(proof.Challenge, SignIn) is not { } challenge)
        {
            return default;
        }

        var store = new PasskeyStore(db, passkeys, op);
        var context = new PasskeyAssertionContext { HttpContext = http, CredentialJson = proof.Credential.GetRawText(), AssertionState = challenge.State };
        var result = await Handler(store, alone ? Required : Preferred).PerformAssertionAsync(context);
        if (!result.Succeeded)
        {
            return (null, store.Found);
        }

        var (key, kind) = (result.Passkey, result.Passkey.IsBackupEligible ? ProofMethod.SoftwareKey : ProofMethod.HardwareKey);
        return (new VerifiedPasskey(result.User, key.CredentialId, key.SignCount, key.IsBackedUp, alone ? [kind, ProofMethod.SeveralFactors] : [kind], challenge), result.User);
    }

    /// <summary>The passkey that an authenticator made for a person, if its answer holds; the challenge is still to be used up.</summary>
    public async Task<(Passkey Key, OpenChallenge Challenge)?> VerifyNew(OpContext op, User user, string name, HttpContext http, PasskeyProof proof)
    {
        if (Open(proof.Challenge, Registration(user)) is not { } challenge)
        {
            return null;
        }

        var context = new PasskeyAttestationContext { HttpContext = http, CredentialJson = proof.Credential.GetRawText(), AttestationState = challenge.State };
        var result = await Handler(new PasskeyStore(db, passkeys, op), Preferred).PerformAttestationAsync(context);
        return result is { Succeeded: true, Passkey: var made }
            ? (new Passkey(
                Id.New<PasskeyId>(time), user.Id, name.Trim(), made.CredentialId, made.PublicKey, made.SignCount, [.. (made.Transports ?? []).Where(t => t is { Length: <= 32 }).Take(8)],
                made.IsUserVerified, made.IsBackupEligible, made.IsBackedUp, time.GetUtcNow(), null), challenge)
            : null;
    }

    private PasskeyHandler<User> Handler(PasskeyStore store, string verification)
    {
        var settings = options.Value;
        var rules = new IdentityPasskeyOptions
        {
            ServerDomain = settings.PasskeyDomain,
            UserVerificationRequirement = verification,
            ResidentKeyRequirement = Required,
            AuthenticatorTimeout = GoodFor,
            ValidateOrigin = asked => new(!asked.CrossOrigin && PasskeyOrigins.Allows(settings, asked.Origin)),
        };
#pragma warning disable CA2000 // It holds nothing but the store, which holds nothing.
        var people = new UserManager<User>(store, Options.Create(new IdentityOptions()), null!, [], [], null!, null!, null!, logger);
#pragma warning restore CA2000
        return new PasskeyHandler<User>(people, Options.Create(rules));
    }

    private PasskeyCeremony Ceremony(string state, string optionsJson, string purpose)
    {
        var text = $"{(time.GetUtcNow() + GoodFor).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} {state}";
        return new PasskeyCeremony(Base64Url.EncodeToString(sealer.Seal(Encoding.UTF8.GetBytes(text), purpose)), JsonSerializer.Deserialize<JsonElement>(optionsJson));
    }

    private OpenChallenge? Open(string challenge, string purpose)
    {
        if (challenge.Length > MaxChallenge || !Base64Url.IsValid(challenge))
        {
            return null;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(challenge);
            var text = Encoding.UTF8.GetString(sealer.Open(bytes, purpose));
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var ends = DateTimeOffset.FromUnixTimeSeconds(long.Parse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture));
            return ends > time.GetUtcNow() ? new OpenChallenge(text[(space + 1)..], SHA256.HashData(bytes), ends) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Registration(User user) => $"access-passkey/new/{user.Tenant}/{user.Id}";
}
