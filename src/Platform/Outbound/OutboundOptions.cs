using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Holdfast.Platform.Outbound;

/// <summary>Where the server may go when somebody else chose the address; section <c>Holdfast:Outbound</c>.</summary>
public sealed class OutboundOptions : IValidatableObject
{
    private const int DnsPort = 53;

    /// <summary>Whether plain http is allowed. Requests and answers can then be read and changed on the way.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Networks (CIDR) that may be reached although they are private or otherwise special, such as <c>10.1.0.0/16</c>; none by default.</summary>
    public string[] AllowedNetworks { get; init; } = [];

    /// <summary>Networks (CIDR) that may never be reached, such as the operator's own public addresses. Stronger than <see cref="AllowedNetworks"/>.</summary>
    public string[] ForbiddenNetworks { get; init; } = [];

    /// <summary>Name servers that are asked for TXT records, as addresses with or without a port; empty: the machine's.</summary>
    public string[] DnsServers { get; init; } = [];

    /// <summary>The most bytes of an answer's body that any caller may ask for.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxResponseBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most kibibytes of an answer's headers.</summary>
    [Range(1, 1024)]
    public int MaxHeaderKilobytes { get; init; } = 32;

    /// <summary>The longest that any caller may wait for a whole exchange.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection may take to be made, over all addresses of a host.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections to one host and port are open at a time.</summary>
    [Range(1, 1000)]
    public int MaxConnectionsPerHost { get; init; } = 256;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        DnsServers.Where(s => !IPEndPoint.TryParse(s, out _)).Select(s => new ValidationResult($"'{s}' is no address of a name server, such as 192.0.2.53 or 192.0.2.53:5353."))
            .Concat(AllowedNetworks.Concat(ForbiddenNetworks).Where(n => !IPNetwork.TryParse(n, out _))
            .Select(n => new ValidationResult($"'{n}' is no network in CIDR form, such as 10.1.0.0/16 (no bits set after the prefix).")));

    internal IReadOnlyList<IPEndPoint> Servers => [.. DnsServers.Select(IPEndPoint.Parse).Select(s => s.Port == 0 ? new IPEndPoint(s.Address, DnsPort) : s)];
}
