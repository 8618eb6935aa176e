using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>Reads and writes the small JSON documents around proofs: exactly the named members, each once.</summary>
internal static class ProofJson
{
    /// <summary>The longest document, in bytes: an entry and a proof fit many times.</summary>
    public const int MaxDocument = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The document, or null where it isn't JSON or isn't an object.</summary>
    public static JsonDocument? Object(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxDocument)
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(utf8, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name holds half a surrogate pair, which the search for duplicates meets.
            return null;
        }
    }

    public static bool HasExactly(JsonElement value, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (!value.TryGetProperty(member, out _))
            {
                return false;
            }
        }

        return value.GetPropertyCount() == members.Length;
    }

    /// <summary>The member's text; null where it is no text or not Unicode.</summary>
    public static string? Text(JsonElement value, string member)
    {
        try
        {
            return value.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return CanonicalJson.Of(output.WrittenMemory);
    }

    /// <summary>The key to verify with. A file that names another key than the pinned one is not that log's, whoever signed it.</summary>
    public static Problem? Key(VerifierKey? pinned, VerifierKey own) => pinned is null || pinned.Equals(own) ? null : ProofProblems.UnknownKey(pinned);
}
