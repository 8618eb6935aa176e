using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>Why a document is not stored.</summary>
/// <param name="Id">Its id, where that could be read.</param>
/// <param name="Seq">Its sequence number, where that could be read: the server may move over it once it is kept as a dead letter.</param>
/// <param name="Prev">Its predecessor, where that could be read.</param>
/// <param name="Code">One of <see cref="SensorProblemCodes"/>.</param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record DocumentFault(Guid? Id, long? Seq, long? Prev, string Code, string Detail);

/// <summary>Reads and checks what a sensor sent. Pure: time comes as an argument.</summary>
public static class DocumentReader
{
    /// <summary>Reads one document of any schema.</summary>
    /// <param name="utf8">One JSON object.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="document">The document; its <see cref="SensorDocument.Prev"/> is not null.</param>
    /// <param name="fault">Why there is none.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, DateTimeOffset now, [NotNullWhen(true)] out SensorDocument? document, [NotNullWhen(false)] out DocumentFault? fault)
    {
        document = null;
        fault = null;
        if (utf8.Length > SensorLimits.MaxDocumentBytes)
        {
            fault = new(null, null, null, SensorProblemCodes.DocumentTooLarge, $"A document is at most {SensorLimits.MaxDocumentBytes} bytes.");
            return false;
        }

        var envelope = default(Envelope);
        try
        {
            envelope = Envelope.Peek(utf8);
            document = envelope.Schema switch
            {
                HeartbeatDocument.SchemaName => JsonSerializer.Deserialize(utf8, SensorJson.Default.HeartbeatDocument),
                MetricsDocument.SchemaName => JsonSerializer.Deserialize(utf8, SensorJson.Default.MetricsDocument),
                EventsDocument.SchemaName => JsonSerializer.Deserialize(utf8, SensorJson.Default.EventsDocument),
                InventoryDocument.SchemaName => JsonSerializer.Deserialize(utf8, SensorJson.Default.InventoryDocument),
                ResultDocument.SchemaName => JsonSerializer.Deserialize(utf8, SensorJson.Default.ResultDocument),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is no text, such as half a surrogate pair.
            fault = envelope.Fault(SensorProblemCodes.DocumentMalformed, "The document is not JSON of its schema's shape.");
            return false;
        }

        if (document is null)
        {
            fault = envelope.Fault(SensorProblemCodes.SchemaUnknown, "The document names no schema that is known here.");
        }
        else if (DocumentRules.Check(document, utf8) is { } reason)
        {
            fault = envelope.Fault(SensorProblemCodes.DocumentInvalid, reason);
        }
        else if (document.At > now + SensorLimits.MaxClockAhead)
        {
            fault = envelope.Fault(SensorProblemCodes.ClockAhead, "The document's time lies in the future: the device's clock is wrong.");
        }

        document = fault is null ? document : null;
        return fault is null;
    }

    private readonly record struct Envelope(string? Schema, Guid? Id, long? Seq, long? Prev)
    {
        public DocumentFault Fault(string code, string detail) => new(Id, Seq, Prev, code, detail);

        /// <summary>Reads the top level only, so that even a document that is refused can be named.</summary>
        public static Envelope Peek(ReadOnlySpan<byte> utf8)
        {
            var reader = new Utf8JsonReader(utf8);
            var found = default(Envelope);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isSchema = reader.ValueTextEquals("schema"u8);
                var isId = reader.ValueTextEquals("id"u8);
                var isSeq = reader.ValueTextEquals("seq"u8);
                var isPrev = reader.ValueTextEquals("prev"u8);
                reader.Read();
                found = (isSchema, isId, isSeq, isPrev, reader.TokenType) switch
                {
                    (true, _, _, _, JsonTokenType.String) => found with { Schema = reader.GetString() },
                    (_, true, _, _, JsonTokenType.String) when reader.TryGetGuid(out var id) => found with { Id = id },
                    (_, _, true, _, JsonTokenType.Number) when reader.TryGetInt64(out var seq) => found with { Seq = seq },
                    (_, _, _, true, JsonTokenType.Number) when reader.TryGetInt64(out var prev) => found with { Prev = prev },
                    _ => found,
                };
                if (found is { Schema: not null, Id: not null, Seq: not null, Prev: not null })
                {
                    break;
                }

                reader.Skip();
            }

            return found;
        }
    }
}
