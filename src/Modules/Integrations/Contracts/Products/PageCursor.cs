using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Holdfast.Modules.Integrations.Contracts.Products;

/// <summary>Cursors that hold a few texts: opaque to whoever keeps them, and told from what is none. They are not signed: judge what is in them before using it.</summary>
public static class PageCursor
{
    private const int MaxLength = 2000;

    /// <summary>A cursor of a kind.</summary>
    /// <param name="kind">A word that no other cursor of the connector has.</param>
    /// <param name="parts">What the next page has to know.</param>
    public static string Of(string kind, params string?[] parts) => $"{kind}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts))}";

    /// <summary>What a cursor of a kind holds; null when it is none, or holds more or less.</summary>
    public static string?[]? Read(string cursor, string kind, int parts)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        ArgumentNullException.ThrowIfNull(kind);
        if (cursor.Length > MaxLength || !cursor.StartsWith(kind + ".", StringComparison.Ordinal) || !Base64Url.IsValid(cursor.AsSpan(kind.Length + 1)))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<string?[]>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor.AsSpan(kind.Length + 1)))) is { } read && read.Length == parts ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
