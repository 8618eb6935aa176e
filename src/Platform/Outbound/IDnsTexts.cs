using DnsClient;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Outbound;

/// <summary>Reads TXT records (RFC 1035, 3.3.14): where a domain says something about itself.</summary>
public interface IDnsTexts
{
    /// <summary>The texts at a name, the strings of each record put together; empty when there are none, null when nobody gave an answer.</summary>
    /// <param name="name">A full domain name in ASCII, without a dot at its end.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<string>?> Find(string name, CancellationToken ct);
}

/// <summary>Asks the servers that the options name, or the machine's.</summary>
public sealed class DnsTexts : IDnsTexts
{
    private const int Most = 100;
    private readonly LookupClient client;

    /// <summary>With the options' servers.</summary>
    public DnsTexts(IOptions<OutboundOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var named = options.Value.Servers.Select(s => new NameServer(s)).ToArray();
        client = new LookupClient(new LookupClientOptions(named.Length > 0 ? named : [.. NameServer.ResolveNameServers()])
        {
            // What was proved a while ago is asked for again, not remembered.
            UseCache = false,
            Timeout = TimeSpan.FromSeconds(3),
            Retries = 1,
        });
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> Find(string name, CancellationToken ct)
    {
        try
        {
            var answer = await client.QueryAsync(name + ".", QueryType.TXT, cancellationToken: ct);
            return answer.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain
                ? [.. answer.Answers.TxtRecords().Take(Most).Select(r => string.Concat(r.Text))]
                : null;
        }
        catch (DnsResponseException)
        {
            return null;
        }
    }
}
