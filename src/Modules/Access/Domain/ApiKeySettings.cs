using System.Net;
using System.Net.Sockets;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>The shape of what a key may be given.</summary>
internal static class ApiKeySettings
{
    public const int MaxRatePerMinute = 1_000_000;
    public const int MaxName = 100;
    public const int MaxPermissions = 100;
    public const int MaxNetworks = 50;
    public static readonly TimeSpan MaxGrace = TimeSpan.FromDays(7);

    public static Problem? CheckName(string name) =>
        name.Trim() is { Length: >= 1 and <= MaxName } && !name.Any(char.IsControl) ? null : AccessProblems.BadKeyName;

    public static Problem? CheckPermissions(IReadOnlyList<string> permissions) =>
        permissions.Count is >= 1 and <= MaxPermissions && permissions.All(p => p is { Length: >= 1 and <= 100 }) ? null : AccessProblems.BadKeyPermissions;

    public static Problem? CheckRate(int? perMinute) => perMinute is < 1 or > MaxRatePerMinute ? AccessProblems.BadKeyRate : null;

    public static Problem? CheckNetworks(IReadOnlyList<string>? networks) =>
        networks is null || (networks.Count <= MaxNetworks && networks.All(n => Network(n) is not null)) ? null : AccessProblems.BadKeyNetworks;

    /// <summary>A network in CIDR notation, or an address alone; null for anything else, and for addresses that mean something on one link only.</summary>
    public static IPNetwork? Network(string? text)
    {
        if (text is null or { Length: > 64 } || text.Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        // A network is named by its first address, and no part of an address is left out: what is meant is not guessed.
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? text : text[..slash];
        return !IPAddress.TryParse(first, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != first) ? null
            : slash < 0 ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(address) ? network
            : null;
    }
}
