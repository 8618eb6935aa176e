using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Platform.Messaging.JetStream;

/// <summary>Durations are nanoseconds on the wire.</summary>
internal sealed class NanosecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64() / TimeSpan.NanosecondsPerTick);

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Ticks * TimeSpan.NanosecondsPerTick);
}

internal sealed record ApiError(int Code, int ErrCode, string? Description);

/// <summary>Every answer of the JetStream API: an error, or some of the rest.</summary>
internal sealed record ApiAnswer
{
    public ApiError? Error { get; init; }

    public bool Success { get; init; }

    public long Purged { get; init; }

    public StreamConfig? Config { get; init; }

    public StreamState? State { get; init; }

    public DateTimeOffset Created { get; init; }
}

internal sealed record PageRequest(int Offset);

internal sealed record NamesAnswer(ApiError? Error, int Total, IReadOnlyList<string>? Streams);

internal sealed record ConsumerAnswer(ApiError? Error);

internal sealed record CreateConsumer(string StreamName, ConsumerConfig Config);

internal sealed record PurgeRequest(string? Filter);

internal sealed record PullRequest
{
    public int Batch { get; init; }

    public TimeSpan? Expires { get; init; }

    public long? MaxBytes { get; init; }

    public bool? NoWait { get; init; }

    public TimeSpan? IdleHeartbeat { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(NanosecondsConverter)])]
[JsonSerializable(typeof(ApiAnswer))]
[JsonSerializable(typeof(ConsumerAnswer))]
[JsonSerializable(typeof(ConsumerInfo))]
[JsonSerializable(typeof(StreamConfig))]
[JsonSerializable(typeof(CreateConsumer))]
[JsonSerializable(typeof(PurgeRequest))]
[JsonSerializable(typeof(PageRequest))]
[JsonSerializable(typeof(NamesAnswer))]
[JsonSerializable(typeof(PullRequest))]
internal sealed partial class JSContext : JsonSerializerContext;

/// <summary>
/// Reads publish acknowledgements by hand: there is one for each message, and the text is small and known.
/// </summary>
internal static class PubAckReader
{
    private static string lastStream = "";

    /// <summary>The acknowledgement that a stream gave.</summary>
    /// <exception cref="NatsJSApiException">The stream refused the message.</exception>
    /// <exception cref="NatsException">It is no acknowledgement.</exception>
    public static PubAckResponse Read(ReadOnlySpan<byte> json)
    {
        if (TryReadPlain(json, out var plain))
        {
            return plain;
        }

        try
        {
            return ReadAny(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new NatsException("What should be an acknowledgement cannot be read.", e);
        }
    }

    // {"stream":"NAME", "seq":N} is what nearly every acknowledgement is, and looking at it so takes a fifth of the time.
    private static bool TryReadPlain(ReadOnlySpan<byte> json, out PubAckResponse ack)
    {
        ack = default;
        if (!Skip(ref json, "{\"stream\":\""u8) || json.IndexOfAny((byte)'"', (byte)'\\') is not (>= 0 and var end) || json[end] != '"')
        {
            return false;
        }

        var name = json[..end];
        json = json[(end + 1)..];
        if (!Skip(ref json, ","u8))
        {
            return false;
        }

        json = json.TrimStart((byte)' ');
        if (!Skip(ref json, "\"seq\":"u8) || !Utf8Parser.TryParse(json, out ulong seq, out var width) || !json[width..].SequenceEqual("}"u8))
        {
            return false;
        }

        // One string for all acknowledgements of a stream; a race costs no more than a second string.
        var known = lastStream;
        ack = new(Ascii.Equals(name, known) ? known : lastStream = Encoding.UTF8.GetString(name), seq, false);
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<byte> json, ReadOnlySpan<byte> text)
    {
        if (!json.StartsWith(text))
        {
            return false;
        }

        json = json[text.Length..];
        return true;
    }

    private static PubAckResponse ReadAny(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var (stream, seq, duplicate) = ((string?)null, 0UL, false);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("stream"u8))
            {
                reader.Read();
                stream = reader.GetString();
            }
            else if (reader.ValueTextEquals("seq"u8))
            {
                reader.Read();
                seq = reader.GetUInt64();
            }
            else if (reader.ValueTextEquals("duplicate"u8))
            {
                reader.Read();
                duplicate = reader.GetBoolean();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                var error = JsonSerializer.Deserialize(json, JSContext.Default.ApiAnswer)?.Error;
                throw error is null ? new JsonException("The error says nothing.") : new NatsJSApiException(error.Code, error.ErrCode, error.Description ?? "");
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return stream is null || seq == 0 ? throw new JsonException("It names no place in a stream.") : new(stream, seq, duplicate);
    }
}
