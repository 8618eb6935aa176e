using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;

namespace Holdfast.Hosts.Cli.Sessions;

/// <summary>
/// Access tokens of the saved session. Refresh tokens are single use and a second use ends the session, so only one process at a time
/// refreshes: whoever waited for the lock finds the new tokens in the file.
/// </summary>
internal sealed class SessionCredential(SessionFile file, Transport transport, TimeProvider time) : ICredential
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    public async Task<string> Token(CancellationToken ct)
    {
        var session = Saved();
        return session.ExpiresAt - Margin > time.GetUtcNow() ? session.AccessToken : await Refresh(session.AccessToken, ct);
    }

    public async Task<string?> Another(string refused, CancellationToken ct) => await Refresh(refused, ct);

    private async Task<string> Refresh(string old, CancellationToken ct)
    {
        using var _ = await file.Lock(ct);
        var session = Saved();
        if (session.AccessToken != old)
        {
            return session.AccessToken;
        }

        try
        {
            // Not to be interrupted: when the server has taken the old refresh token, the new one must reach the file.
            var answer = await transport.Send(HttpMethod.Post, "api/auth/refresh", new JsonObject { ["refreshToken"] = session.RefreshToken }, null, CancellationToken.None);
            session = Session.From(answer, session.Server, time.GetUtcNow());
            file.Write(session);
            return session.AccessToken;
        }
        catch (FailureException e) when (e.Failure.Code == "auth.invalid_refresh_token")
        {
            file.Delete();
            throw CliProblems.SessionEnded;
        }
    }

    private Session Saved()
    {
        var session = file.Read() ?? throw CliProblems.NotSignedIn(transport.Server);
        return session.Server == transport.Server ? session : throw CliProblems.OtherServer(transport.Server, session.Server);
    }
}
