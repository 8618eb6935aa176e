using System.Net;

namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>One server's address.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">Whether it may only be spoken to through TLS.</param>
/// <param name="TlsName">The name that its certificate must carry.</param>
internal sealed record ServerAddress(string Host, int Port, bool Tls, string TlsName)
{
    public override string ToString() => $"{(Tls ? "tls" : "nats")}://{Host}:{Port}";
}

/// <summary>The configured servers, those that the broker told of (at most <see cref="MaxLearned"/>), and a login that a URL carries.</summary>
internal sealed class ServerPool
{
    private const int MaxLearned = 64;
    private readonly Lock gate = new();
    private readonly List<ServerAddress> configured = [];
    private List<ServerAddress> learned = [];

    public ServerPool(string urls)
    {
        foreach (var url in urls.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var text = url.Contains("://", StringComparison.Ordinal) ? url : "nats://" + url;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("nats" or "tls") || uri.Host.Length == 0)
            {
                throw new ArgumentException($"Not a nats:// or tls:// address with a host: {uri?.Host}", nameof(urls));
            }

            if (uri.UserInfo.Length > 0)
            {
                throw new ArgumentException("Put the login into NatsAuthOpts, not into the address: addresses are logged.", nameof(urls));
            }

            configured.Add(new(uri.IdnHost, uri.Port < 0 ? 4222 : uri.Port, uri.Scheme == "tls", uri.IdnHost));
        }

        if (configured.Count == 0)
        {
            throw new ArgumentException("No server address.", nameof(urls));
        }
    }

    /// <summary>Every known server once, in random order, so that a fleet spreads over a cluster and does not return as one herd.</summary>
    public ServerAddress[] Round()
    {
        lock (gate)
        {
            var all = configured.Concat(learned).DistinctBy(s => (s.Host, s.Port)).ToArray();
            Random.Shared.Shuffle(all);
            return all;
        }
    }

    /// <summary>Takes over what the broker says of its cluster; the list replaces the one before.</summary>
    public void Learn(IReadOnlyList<string>? urls, ServerAddress from)
    {
        if (urls is null or { Count: 0 })
        {
            return;
        }

        var found = new List<ServerAddress>();
        foreach (var text in urls.Take(MaxLearned))
        {
            if (Uri.TryCreate("nats://" + text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.Port > 0)
            {
                // Servers tell bare addresses of each other; the certificate names the host that we were configured with.
                var name = IPAddress.TryParse(uri.Host.Trim('[', ']'), out _) ? from.TlsName : uri.IdnHost;
                found.Add(new(uri.IdnHost, uri.Port, from.Tls, name));
            }
        }

        lock (gate)
        {
            learned = found;
        }
    }
}
