namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>What both ends hold each other to. A document beyond these is refused, never cut by the receiver.</summary>
public static class SensorLimits
{
    /// <summary>The largest single document, as UTF-8 JSON without compression: 256 KiB.</summary>
    public const int MaxDocumentBytes = 256 * 1024;

    /// <summary>Bytes of a message over NATS: a document with its headers.</summary>
    public const int MaxMessageBytes = MaxDocumentBytes + (4 * 1024);

    /// <summary>The most events in one document.</summary>
    public const int MaxEvents = 500;

    /// <summary>The most samples in one document.</summary>
    public const int MaxSamples = 500;

    /// <summary>The most installed programs in one inventory; longer lists are cut and named in <see cref="InventoryDocument.Truncated"/>.</summary>
    public const int MaxSoftware = 2500;

    /// <summary>The most entries in every other list of an inventory.</summary>
    public const int MaxInventoryEntries = 500;

    /// <summary>The longest raw log line, in UTF-16 units; the sensor cuts longer ones.</summary>
    public const int MaxRawCharacters = 2048;

    /// <summary>The longest name, instance, user, address or version, in UTF-16 units.</summary>
    public const int MaxNameCharacters = 256;

    /// <summary>The most documents in one ingest body.</summary>
    public const int MaxIngestDocuments = 500;

    /// <summary>The largest ingest body after decompression: 4 MiB.</summary>
    public const int MaxIngestBytes = 4 * 1024 * 1024;

    /// <summary>How far a document's time may lie ahead of the server's clock.</summary>
    public static readonly TimeSpan MaxClockAhead = TimeSpan.FromMinutes(5);

    /// <summary>How far the two clocks may differ when an assertion is checked.</summary>
    public static readonly TimeSpan AssertionSkew = TimeSpan.FromSeconds(60);

    /// <summary>The longest life of an assertion.</summary>
    public static readonly TimeSpan AssertionLifetime = TimeSpan.FromSeconds(300);
}
