using System.Text;
using System.Text.Json;

namespace Holdfast.Platform.Messaging.Credentials;

/// <summary>Changes accounts of a running broker with a full resolver; its configuration file stays as it is.</summary>
public static class NatsAccountClaims
{
    /// <summary>
    /// Hands the broker an account's new JWT. Users that it revokes are cut off at once; the broker keeps it across restarts.
    /// In a cluster every server gets it; the first answer is taken.
    /// </summary>
    /// <param name="system">A connection of a user of the system account.</param>
    /// <param name="accountJwt">The account's JWT, signed by the operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NatsException">The broker refused it, or did not answer.</exception>
    public static async Task PushAsync(NatsConnection system, string accountJwt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(system);
        var reply = await system.RequestAsync("$SYS.REQ.CLAIMS.UPDATE", Encoding.ASCII.GetBytes(accountJwt), cancellationToken: cancellationToken);
        ClaimsAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(reply.Data.Span, ClaimsContext.Default.ClaimsAnswer);
        }
        catch (JsonException e)
        {
            throw new NatsException("The broker's answer to an account's JWT cannot be read.", e);
        }

        if (answer?.Data is not { Code: 200 })
        {
            throw new NatsException($"The broker did not take the account's JWT: {answer?.Error?.Description ?? answer?.Data?.Message ?? "no reason given"}");
        }
    }
}
