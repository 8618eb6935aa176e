using System.Net;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>A key as the database has it, by the digest of a text.</summary>
/// <param name="Principal">Who comes with it, with what it may do.</param>
/// <param name="ValidUntil">When the key ends, or the time for which a replaced text is good as well.</param>
/// <param name="Networks">From where it may be used; none: from anywhere.</param>
/// <param name="IsRevoked">Whether it was taken away.</param>
internal sealed record KnownKey(Principal Principal, DateTimeOffset ValidUntil, IReadOnlyList<IPNetwork> Networks, bool IsRevoked)
{
    public bool IsGood(DateTimeOffset now) => !IsRevoked && now < ValidUntil;

    public bool MayComeFrom(IPAddress? address)
    {
        if (Networks.Count == 0)
        {
            return true;
        }

        var from = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return from is not null && Networks.Any(n => n.Contains(from));
    }
}
