using System.Text.Json;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>Checked values of described fields.</summary>
public sealed class FieldValues
{
    /// <summary>Over an object that was checked against its description.</summary>
    public FieldValues(JsonElement json) => Json = json;

    /// <summary>All of them as they came; undefined when there are none.</summary>
    public JsonElement Json { get; }

    /// <summary>A text, choice, address or certificate that is required.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw new KeyNotFoundException($"There is no '{name}'.");

    /// <summary>A text, choice, address or certificate, or null.</summary>
    public string? TextOrNull(string name) => Find(name) is { } value ? value.GetString() : null;

    /// <summary>A whole number, or null.</summary>
    public long? NumberOrNull(string name) => Find(name)?.GetInt64();

    /// <summary>A number with or without a fraction, or null.</summary>
    public decimal? DecimalOrNull(string name) => Find(name)?.GetDecimal();

    /// <summary>true or false, or null.</summary>
    public bool? BooleanOrNull(string name) => Find(name)?.GetBoolean();

    /// <summary>A moment, or null.</summary>
    public DateTimeOffset? TimeOrNull(string name) => Find(name)?.GetDateTimeOffset();

    /// <summary>Texts; none when the field is not there.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is { } list ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    /// <summary>The objects of a list; none when the field is not there.</summary>
    public IReadOnlyList<FieldValues> Objects(string name) => Find(name) is { } list ? [.. list.EnumerateArray().Select(item => new FieldValues(item))] : [];

    /// <summary>The members of an object, or null.</summary>
    public FieldValues? ObjectOrNull(string name) => Find(name) is { } value ? new FieldValues(value) : null;

    private JsonElement? Find(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
