using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What an identity provider has proved of somebody.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Subject">Whom it means.</param>
/// <param name="ProviderSession">What it calls the session (<c>sid</c>); null when it does not.</param>
/// <param name="IdToken">As it came: the provider takes it back when somebody signs out.</param>
/// <param name="AuthenticatedAt">When the person proved to it who they are.</param>
internal sealed record ProvidedProof(IdentityProviderId Provider, string Subject, string? ProviderSession, string IdToken, DateTimeOffset AuthenticatedAt);

/// <summary>Keeps such proofs sealed: while a second factor is owed, and with the session that they opened.</summary>
internal sealed class ProvidedProofs(ISealer sealer)
{
    // Longer ones are not given back: an address has only so much room.
    private const int MaxToken = 4096;

    public byte[] Seal(User user, ProvidedProof proof) => sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(proof, WireJson.Options), PendingPurpose(user));

    /// <exception cref="CryptographicException">It was another person's, or changed.</exception>
    public ProvidedProof Open(User user, byte[] sealedProof) => JsonSerializer.Deserialize<ProvidedProof>(sealer.Open(sealedProof, PendingPurpose(user)), WireJson.Options)!;

    /// <summary>Adds to a change by what a session was opened.</summary>
    public void Insert(Change change, Guid session, ProvidedProof proof)
    {
        var token = proof.IdToken.Length <= MaxToken ? sealer.Seal(Encoding.UTF8.GetBytes(proof.IdToken), SessionPurpose(change.Op.Tenant, session)) : null;
        ProvidedSessionDb.Insert(change, session, proof.Provider, proof.Subject, proof.ProviderSession, token);
        SessionDb.Authenticated(change, session, proof.AuthenticatedAt);
    }

    /// <summary>The token of a session; null when it was not kept or cannot be opened any more.</summary>
    public string? Token(TenantId tenant, Guid session, byte[]? sealedToken)
    {
        try
        {
            return sealedToken is null ? null : Encoding.UTF8.GetString(sealer.Open(sealedToken, SessionPurpose(tenant, session)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string PendingPurpose(User user) => $"access-sso-proof/{user.Tenant}/{user.Id}";

    private static string SessionPurpose(TenantId tenant, Guid session) => $"access-sso-token/{tenant}/{session}";
}
