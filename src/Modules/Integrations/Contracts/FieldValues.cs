using System.Text.Json;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>Checked values of described fields.</summary>
public sealed class FieldValues
{
    private readonly JsonElement json;

    /// <summary>Over an object that was checked against its description.</summary>
    public FieldValues(JsonElement json) => this.json = json;

    /// <summary>A text, address or certificate that is required.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw new KeyNotFoundException($"There is no '{name}'.");

    /// <summary>A text, address or certificate, or null.</summary>
    public string? TextOrNull(string name) => Find(name) is { } value ? value.GetString() : null;

    /// <summary>A whole number, or null.</summary>
    public long? NumberOrNull(string name) => Find(name)?.GetInt64();

    /// <summary>true or false, or null.</summary>
    public bool? BooleanOrNull(string name) => Find(name)?.GetBoolean();

    /// <summary>A moment, or null.</summary>
    public DateTimeOffset? TimeOrNull(string name) => Find(name)?.GetDateTimeOffset();

    /// <summary>Texts; none when the field is not there.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    private JsonElement? Find(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
