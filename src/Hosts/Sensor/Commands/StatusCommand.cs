using System.Globalization;
using System.Text.Json;
using Holdfast.Hosts.Sensor.Identity;

namespace Holdfast.Hosts.Sensor.Commands;

/// <summary>Says how the sensor of a data folder stands, without disturbing one that runs.</summary>
internal static class StatusCommand
{
    public static int Run(DataFolder folder, bool asJson, TextWriter output, TextWriter errors)
    {
        if (SensorIdentity.Load(folder) is not { } identity)
        {
            errors.WriteLine($"Not enrolled: {folder.Path} holds no identity.");
            return ExitCode.NotEnrolled;
        }

        bool isRunning;
        using (var taken = folder.TryLock())
        {
            isRunning = taken is null;
        }

        var mark = AtomicFile.Read(Path.Combine(folder.BufferFolder, "mark.json"), SensorFiles.Default.BufferMark);
        var bytes = Directory.Exists(folder.BufferFolder) ? new DirectoryInfo(folder.BufferFolder).EnumerateFiles("*.seg").Sum(f => f.Length) : 0;
        (string Name, string? Value)[] facts =
        [
            ("server", identity.Server.ToString()),
            ("tenantId", identity.TenantId.ToString()),
            ("deviceId", identity.DeviceId.ToString()),
            ("enrolledAt", Text(identity.EnrolledAt)),
            ("removedAt", identity.RemovedAt is { } removed ? Text(removed) : null),
            ("messaging", identity.Messaging?.ToString() ?? "none"),
            ("messagingUntil", identity.Messaging is { } access ? Text(access.ExpiresAt) : null),
            ("running", isRunning ? "yes" : "no"),
            ("committedSeq", (mark?.Committed ?? 0).ToString(CultureInfo.InvariantCulture)),
            ("bufferBytes", bytes.ToString(CultureInfo.InvariantCulture)),
        ];
        if (asJson)
        {
            using var text = new MemoryStream();
            using (var json = new Utf8JsonWriter(text))
            {
                json.WriteStartObject();
                foreach (var (name, value) in facts)
                {
                    json.WriteString(name, value);
                }

                json.WriteEndObject();
            }

            output.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        }
        else
        {
            foreach (var (name, value) in facts.Where(f => f.Value is not null))
            {
                output.WriteLine($"{name,-15} {value}");
            }
        }

        return identity.RemovedAt is null ? ExitCode.Done : ExitCode.Refused;
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
