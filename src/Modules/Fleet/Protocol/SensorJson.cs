using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>How everything of this protocol looks as JSON: camelCase, UPPER_SNAKE enums, RFC 3339 times in UTC, absent instead of null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(HeartbeatDocument))]
[JsonSerializable(typeof(InventoryDocument))]
[JsonSerializable(typeof(MetricsDocument))]
[JsonSerializable(typeof(EventsDocument))]
[JsonSerializable(typeof(ResultDocument))]
[JsonSerializable(typeof(AckMessage))]
[JsonSerializable(typeof(CommandMessage))]
[JsonSerializable(typeof(EnrollRequest))]
[JsonSerializable(typeof(EnrollResponse))]
[JsonSerializable(typeof(CredentialsResponse))]
[JsonSerializable(typeof(IngestResponse))]
[JsonSerializable(typeof(SensorProblem))]
public sealed partial class SensorJson : JsonSerializerContext;

/// <summary>Enums as UPPER_SNAKE text, without reflection; numbers are refused.</summary>
public sealed class UpperSnakeConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>RFC 3339 times: written in UTC with a Z and as many decimals as there are; read with any offset and brought to UTC.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.UtcDateTime);
    }
}
