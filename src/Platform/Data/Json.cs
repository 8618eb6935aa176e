using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>Text that is JSON, for a jsonb column.</summary>
/// <param name="Text">The document; null is SQL null.</param>
public readonly record struct Json(string? Text)
{
    /// <summary>A value in its wire form.</summary>
    public static Json Of<T>(T value) => new(JsonSerializer.Serialize(value, WireJson.Options));

    /// <summary>Reads a stored document back.</summary>
    public static T Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, WireJson.Options)!;
}
