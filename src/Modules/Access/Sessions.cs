using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access;

/// <summary>Opens log-in sessions and issues their tokens.</summary>
internal sealed class Sessions(AccessTokens tokens, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string Prefix = "hfr_";

    /// <summary>Adds a session with its first refresh token to a change; answers the tokens to send once it has committed.</summary>
    public async Task<SessionTokens> Open(Change change, TenantSummary tenant, User user, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var session = Id.NewGuid(time);
        AccessDb.InsertSession(change, user, session, now, now + options.Value.SessionLifetime);
        return await Continue(change, tenant, user, session, ct);
    }

    /// <summary>Adds the next refresh token of a session.</summary>
    public async Task<SessionTokens> Continue(Change change, TenantSummary tenant, User user, Guid session, CancellationToken ct)
    {
        var refresh = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        AccessDb.InsertRefresh(change, user.Tenant, session, Hash(refresh), time.GetUtcNow());
        return new SessionTokens(
            TenantOfSession.From(tenant),
            UserView.From(user),
            await tokens.Issue(user, session, ct),
            refresh,
            (int)options.Value.AccessTokenLifetime.TotalSeconds,
            options.Value.SessionLifetime);
    }

    public static byte[] Hash(string refreshToken) => SHA256.HashData(Encoding.UTF8.GetBytes(refreshToken));
}
