namespace Holdfast.Platform.Kernel;

/// <summary>What has a version, for ETag and If-Match.</summary>
public interface IVersioned
{
    /// <summary>Counts the changes.</summary>
    long Version { get; }
}
