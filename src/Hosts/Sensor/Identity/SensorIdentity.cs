using System.Text.Json.Serialization;
using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Hosts.Sensor.Logs;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Identity;

/// <summary>Who this machine is at its server.</summary>
/// <param name="Server">Base address.</param>
/// <param name="CaFile">Authorities to trust instead of the system's, PEM.</param>
/// <param name="TenantId">Whose device.</param>
/// <param name="DeviceId">Which device.</param>
/// <param name="GroupId">The group at enrolment; the server may have moved the device since.</param>
/// <param name="EnrolledAt">When.</param>
/// <param name="Messaging">The latest log-in to NATS; a secret.</param>
/// <param name="MessagingObtainedAt">When that was given, so that a share of its life can be told.</param>
/// <param name="RemovedAt">When the server said that this device is removed: nothing is collected any more.</param>
internal sealed record SensorIdentity(
    Uri Server,
    string? CaFile,
    Guid TenantId,
    Guid DeviceId,
    Guid GroupId,
    DateTimeOffset EnrolledAt,
    MessagingAccess? Messaging,
    DateTimeOffset? MessagingObtainedAt,
    DateTimeOffset? RemovedAt)
{
    public static SensorIdentity? Load(DataFolder folder) => AtomicFile.Read(folder.IdentityFile, SensorFiles.Default.SensorIdentity);

    public void Save(DataFolder folder) => AtomicFile.Write(folder.IdentityFile, this, SensorFiles.Default.SensorIdentity);
}

/// <summary>The sensor's own files, read and written without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowTrailingCommas = true,
    ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    WriteIndented = true,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(SensorIdentity))]
[JsonSerializable(typeof(SensorSettings))]
[JsonSerializable(typeof(BufferMark))]
[JsonSerializable(typeof(LogPositions))]
internal sealed partial class SensorFiles : JsonSerializerContext;
