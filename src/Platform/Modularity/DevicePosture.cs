using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity;

/// <summary>How a device stands, as far as rights may depend on it.</summary>
/// <param name="Device">Which.</param>
/// <param name="Os">The name of its operating system.</param>
/// <param name="Score">1 to 100; null before the first analysis.</param>
/// <param name="LastSeenAt">When its sensor was last heard of; null when it never was.</param>
public sealed record DevicePosture(Guid Device, string Os, int? Score, DateTimeOffset? LastSeenAt);

/// <summary>Knows how a tenant's devices stand; implemented by the module that keeps them.</summary>
public interface IDevicePostures
{
    /// <summary>All devices of the operation's tenant; null when there are more than <paramref name="most"/>.</summary>
    Task<IReadOnlyList<DevicePosture>?> All(OpContext op, int most, CancellationToken ct);
}
