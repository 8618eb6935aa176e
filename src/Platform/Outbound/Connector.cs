using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Outbound;

/// <summary>A host that has no connection, and the kind of failure that it will be told as.</summary>
internal sealed class NoConnectionException(OutboundFailure failure, string detail) : IOException(detail)
{
    public OutboundFailure Failure { get; } = failure;
}

/// <summary>Makes connections: resolves once, judges every address, and connects to what was judged.</summary>
internal sealed class Connector(AddressRules rules, IHostResolver resolver, OutboundOptions options, TimeProvider time, ILogger logger)
{
    private const int MaxTried = 4;

    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Judge(host, ct);
        var tried = addresses.Take(MaxTried).ToArray();
        SocketException? last = null;
        foreach (var address in tried)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                using var slice = new CancellationTokenSource(options.ConnectTimeout / tried.Length, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(slice.Token, ct);
                await socket.ConnectAsync(new IPEndPoint(address, port), either.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                last = e;
                socket.Dispose();
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                last = new SocketException((int)SocketError.TimedOut);
                socket.Dispose();
            }
            catch (OperationCanceledException)
            {
                socket.Dispose();
                throw;
            }
        }

        throw last?.SocketErrorCode == SocketError.TimedOut
            ? new NoConnectionException(OutboundFailure.TimedOut, "The connection took too long.")
            : new NoConnectionException(OutboundFailure.Refused, "The connection was refused.");
    }

    /// <summary>All addresses of a host. One that may not be reached forbids the host: a name that points both ways is no accident.</summary>
    /// <exception cref="NoConnectionException">Forbidden or unresolvable.</exception>
    public async Task<IReadOnlyList<IPAddress>> Judge(string host, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolver.Resolve(host, ct);
        if (addresses.Count == 0)
        {
            throw new NoConnectionException(OutboundFailure.Unresolvable, "The host has no address.");
        }

        foreach (var address in addresses)
        {
            if (rules.WhyNot(address) is { } why)
            {
                OutboundLog.Forbidden(logger, host, address, why);
                throw new NoConnectionException(OutboundFailure.Forbidden, "The host's address is not one that may be reached from here.");
            }
        }

        return addresses;
    }
}
