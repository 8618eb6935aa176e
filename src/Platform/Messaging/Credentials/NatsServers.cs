using System.Text.Json;

namespace Holdfast.Platform.Messaging.Credentials;

/// <summary>A running nats-server, and whose accounts it takes.</summary>
/// <param name="Name">Its name; its id where it has none.</param>
/// <param name="TrustedKeys">Public keys (<c>O…</c>) of its operator and that one's signing keys, as it read them at its start.</param>
public sealed record NatsTrust(string Name, IReadOnlyList<string> TrustedKeys);

/// <summary>Asks the servers of a cluster about themselves (<c>$SYS.REQ.SERVER.PING.VARZ</c>).</summary>
public static class NatsServers
{
    private const int Most = 64;

    /// <summary>Every server that answers, until none has for the given time.</summary>
    /// <param name="system">A connection of a user of the system account.</param>
    /// <param name="quiet">How long to wait for one more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NatsException">None answered, or one with what cannot be read.</exception>
    public static async Task<IReadOnlyList<NatsTrust>> TrustAsync(NatsConnection system, TimeSpan quiet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        var inbox = system.NewInbox();
        await using var answers = await system.SubscribeCoreAsync(inbox, cancellationToken: cancellationToken);
        await system.PublishAsync("$SYS.REQ.SERVER.PING.VARZ", default, replyTo: inbox, cancellationToken: cancellationToken);
        var found = new List<NatsTrust>();
        while (found.Count < Most)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(quiet);
            try
            {
                found.Add(Read((await answers.ReadAsync(patience.Token)).Data.Span));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        return found.Count > 0 ? found : throw new NatsException("No nats-server told whom it trusts: the system account's user was not heard.");
    }

    private static NatsTrust Read(ReadOnlySpan<byte> answer)
    {
        try
        {
            var server = JsonSerializer.Deserialize(answer, ClaimsContext.Default.VarzAnswer)?.Data ?? throw new JsonException("There is no data.");
            return new(
                server.ServerName.Length > 0 ? server.ServerName : server.ServerId,
                [.. (server.TrustedOperatorsJwt ?? []).Select(NatsJwt.Read).SelectMany(o => o.SigningKeys.Append(o.Subject))]);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new NatsException("A nats-server's word on itself cannot be read.", e);
        }
    }
}
