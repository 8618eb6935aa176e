using System.Text.Json;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>How <c>Read(row)</c> methods take typed values from columns.</summary>
public static class RowReading
{
    /// <summary>A typed id.</summary>
    public static T Id<T>(this NpgsqlDataReader row, int column) where T : struct, IId<T> => T.From(row.GetFieldValue<Guid>(column));

    /// <summary>A typed id, or null.</summary>
    public static T? IdOrNull<T>(this NpgsqlDataReader row, int column) where T : struct, IId<T> => row.IsDBNull(column) ? null : row.Id<T>(column);

    /// <summary>A text, or null.</summary>
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A moment in UTC.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    /// <summary>A moment in UTC, or null.</summary>
    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    /// <summary>A value type, or null.</summary>
    public static T? OrNull<T>(this NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    /// <summary>An enum from its UPPER_SNAKE text.</summary>
    public static T Enum<T>(this NpgsqlDataReader row, int column) where T : struct, Enum => EnumText.Parse<T>(row.GetString(column));

    /// <summary>A jsonb document in its wire form.</summary>
    public static T Json<T>(this NpgsqlDataReader row, int column) => Data.Json.Parse<T>(row.GetString(column));

    /// <summary>A jsonb document as it is, or null.</summary>
    public static JsonElement? JsonOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : JsonSerializer.Deserialize<JsonElement>(row.GetString(column));
}
