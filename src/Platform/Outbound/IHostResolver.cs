using System.Net;
using System.Net.Sockets;

namespace Holdfast.Platform.Outbound;

/// <summary>Finds a host's addresses. Asked once per connection; what it answers is what is judged and what is connected to.</summary>
public interface IHostResolver
{
    /// <summary>The addresses in order of preference; empty when there are none.</summary>
    Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken ct);
}

/// <summary>The operating system's resolver.</summary>
public sealed class SystemHostResolver : IHostResolver
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken ct)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, ct);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
