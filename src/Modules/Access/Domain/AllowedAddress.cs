using System.Net;
using System.Net.Sockets;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A network from which a tenant's accounts may always be tried.</summary>
internal readonly partial record struct AllowedAddressId(Guid Value) : IId<AllowedAddressId>;

/// <param name="Id">Its id.</param>
/// <param name="Network">In CIDR notation.</param>
/// <param name="Note">For people: whose it is.</param>
/// <param name="CreatedBy">Who said so; null when nobody in particular.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record AllowedAddress(AllowedAddressId Id, IPNetwork Network, string Note, Guid? CreatedBy, DateTimeOffset CreatedAt)
{
    public const int MaxPerTenant = 100;
    public const int MaxNote = 100;
    private const int ShortestOfIpv4 = 8;
    private const int ShortestOfIpv6 = 32;

    /// <summary>The network that a text names; null when it is none, or so wide that nothing would be left to protect.</summary>
    public static IPNetwork? Parse(string text) =>
        ApiKeySettings.Network(text) is { } network && network.PrefixLength >= (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? ShortestOfIpv4 : ShortestOfIpv6) ? network : null;

    public static Problem? CheckNote(string note) => note.Length <= MaxNote && !note.Any(char.IsControl) ? null : AccessProblems.BadAddressNote;
}
