namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>Reads what stands behind -ERR. The texts are those of nats-server's <c>errors.go</c> and <c>client.go</c>.</summary>
internal static class BrokerError
{
    private const string Publish = "Permissions Violation for Publish to ";
    private const string Subscribe = "Permissions Violation for Subscription to ";

    public static NatsException Read(string text)
    {
        if (text.StartsWith(Publish, StringComparison.OrdinalIgnoreCase))
        {
            return new NatsPermissionException(text, Quoted(text[Publish.Length..]), isPublish: true);
        }

        if (text.StartsWith(Subscribe, StringComparison.OrdinalIgnoreCase))
        {
            return new NatsPermissionException(text, Quoted(text[Subscribe.Length..]), isPublish: false);
        }

        return text.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("User Authentication", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("Account Authentication", StringComparison.OrdinalIgnoreCase)
            ? new NatsAuthorizationException($"The broker refused the login: {text}")
            : new NatsConnectionException($"The broker ended the connection: {text}");
    }

    private static string Quoted(string text)
    {
        var from = text.IndexOf('"', StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf('"', from + 1);
        return to < 0 ? text : text[(from + 1)..to];
    }
}
