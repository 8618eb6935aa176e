using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning.Resources;

/// <summary>JSON as the standard has it: names are the same whatever their case, and null is the same as absent (RFC 7643, 2.1 and 2.5).</summary>
internal static class ScimJson
{
    /// <summary>How answers are written: what is null is left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(WireJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static JsonObject Write<T>(T resource) => JsonSerializer.SerializeToNode(resource, Options)!.AsObject();

    /// <summary>Reads the name of every member.</summary>
    /// <exception cref="InvalidOperationException">One of them is no text.</exception>
    public static void CheckNames(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    CheckNames(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var one in value.EnumerateArray())
                {
                    CheckNames(one);
                }

                break;
        }
    }

    /// <summary>A member by its name; false when it is absent or null.</summary>
    public static bool TryGet(JsonElement of, string name, out JsonElement value)
    {
        foreach (var member in of.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind != JsonValueKind.Null)
            {
                value = member.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>A text member; null when it is absent. False when it is something else, too long, or holds what no text can hold.</summary>
    public static bool TryText(JsonElement of, string name, out string? text)
    {
        text = null;
        return !TryGet(of, name, out var value) || TryText(value, out text);
    }

    /// <summary>The text of a value: empty and blank are null.</summary>
    public static bool TryText(JsonElement value, out string? text)
    {
        text = null;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (Sound(value) is not { } said || said.Length > ScimLimits.MaxText || said.Any(char.IsControl))
        {
            return false;
        }

        text = said.Trim() is { Length: > 0 } trimmed ? trimmed : null;
        return true;
    }

    /// <summary>A flag, be it true, false, "true", "False" or the like.</summary>
    public static bool TryFlag(JsonElement value, out bool flag)
    {
        flag = value.ValueKind == JsonValueKind.True;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False || bool.TryParse(Sound(value), out flag);
    }

    /// <summary>The text of a value; null when it is none: a half of a surrogate pair can be written in JSON, and is no text.</summary>
    public static string? Sound(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
