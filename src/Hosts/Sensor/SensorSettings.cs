using Holdfast.Hosts.Sensor.Identity;

namespace Holdfast.Hosts.Sensor;

/// <summary>sensor.json in the data folder; every member may be left out.</summary>
internal sealed record SensorSettings
{
    /// <summary>Seconds between heartbeats.</summary>
    public int HeartbeatSeconds { get; set; } = 30;

    /// <summary>Seconds between measurements.</summary>
    public int SampleSeconds { get; set; } = 15;

    /// <summary>Seconds between metrics documents.</summary>
    public int MetricsSeconds { get; set; } = 60;

    /// <summary>Minutes between inventories; there is one at every start.</summary>
    public int InventoryMinutes { get; set; } = 360;

    /// <summary>Milliseconds between looks at log files.</summary>
    public int LogPollMilliseconds { get; set; } = 500;

    /// <summary>Log files to watch beside the usual ones.</summary>
    public string[] LogFiles { get; set; } = [];

    /// <summary>Read the system's journal or usual log files.</summary>
    public bool SystemLogs { get; set; } = true;

    /// <summary>The most that waits on disk for the server, bytes.</summary>
    public long BufferBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Seconds without progress of the committed sequence after which documents are sent again.</summary>
    public int ResendSeconds { get; set; } = 30;

    /// <summary>Seconds that the sensor gives NATS at the start before it uses HTTPS.</summary>
    public int NatsPatienceSeconds { get; set; } = 10;

    /// <exception cref="InvalidDataException">The file cannot be read or a value is out of its range.</exception>
    public static SensorSettings Load(DataFolder folder)
    {
        var settings = AtomicFile.Read(folder.SettingsFile, SensorFiles.Default.SensorSettings) ?? new SensorSettings();
        Within(settings.HeartbeatSeconds, 1, 3600, "heartbeatSeconds");
        Within(settings.SampleSeconds, 1, 3600, "sampleSeconds");
        Within(settings.MetricsSeconds, settings.SampleSeconds, 3600, "metricsSeconds");
        Within(settings.InventoryMinutes, 1, 7 * 24 * 60, "inventoryMinutes");
        Within(settings.LogPollMilliseconds, 50, 60_000, "logPollMilliseconds");
        Within(settings.LogFiles.Length, 0, 64, "the number of logFiles");
        Within(settings.BufferBytes, 1024 * 1024, 16L * 1024 * 1024 * 1024, "bufferBytes");
        Within(settings.ResendSeconds, 1, 3600, "resendSeconds");
        Within(settings.NatsPatienceSeconds, 0, 600, "natsPatienceSeconds");
        return settings;
    }

    private static void Within(long value, long low, long high, string name)
    {
        if (value < low || value > high)
        {
            throw new InvalidDataException($"sensor.json: {name} is {low} to {high}.");
        }
    }
}
