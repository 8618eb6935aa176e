using System.Text.Json;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>
/// One row of an answer, read column by column in the order in which the statement names them: C# evaluates arguments from left to right, so a
/// constructor takes them as they come. Every column is read once; what leaves one out throws, so that a statement and its reader can't drift apart.
/// A last one named <c>tenant_id</c> may stay: it says whose the row is.
/// </summary>
public sealed class Row
{
    private readonly NpgsqlDataReader reader;
    private int next;

    internal Row(NpgsqlDataReader reader) => this.reader = reader;

    /// <summary>A typed id.</summary>
    public T Id<T>() where T : struct, IId<T> => T.From(Uuid());

    /// <summary>A typed id, or null.</summary>
    public T? IdOrNull<T>() where T : struct, IId<T> => Missing() ? null : Id<T>();

    /// <summary>A bare UUID.</summary>
    public Guid Uuid() => Get<Guid>();

    /// <summary>A text.</summary>
    public string Text() => reader.GetString(next++);

    /// <summary>A text, or null.</summary>
    public string? TextOrNull() => Missing() ? null : Text();

    /// <summary>An integer of 32 bits.</summary>
    public int Int() => reader.GetInt32(next++);

    /// <summary>An integer of 64 bits.</summary>
    public long Long() => reader.GetInt64(next++);

    /// <summary>An exact number.</summary>
    public decimal Decimal() => reader.GetDecimal(next++);

    /// <summary>A double.</summary>
    public double Double() => reader.GetDouble(next++);

    /// <summary>A boolean.</summary>
    public bool Bool() => reader.GetBoolean(next++);

    /// <summary>Bytes.</summary>
    public byte[] Bytes() => Get<byte[]>();

    /// <summary>Bytes, or null.</summary>
    public byte[]? BytesOrNull() => Missing() ? null : Bytes();

    /// <summary>A moment in UTC.</summary>
    public DateTimeOffset Time() => Get<DateTimeOffset>();

    /// <summary>A moment in UTC, or null.</summary>
    public DateTimeOffset? TimeOrNull() => Missing() ? null : Time();

    /// <summary>Any other type that the driver knows.</summary>
    public T Get<T>() => reader.GetFieldValue<T>(next++);

    /// <summary>A value type, or null.</summary>
    public T? OrNull<T>() where T : struct => Missing() ? null : Get<T>();

    /// <summary>An enum from its UPPER_SNAKE text.</summary>
    public T Enum<T>() where T : struct, Enum => EnumText.Parse<T>(Text());

    /// <summary>An enum from its UPPER_SNAKE text, or null.</summary>
    public T? EnumOrNull<T>() where T : struct, Enum => Missing() ? null : Enum<T>();

    /// <summary>A jsonb document in its wire form.</summary>
    public T Json<T>() => Data.Json.Parse<T>(Text());

    /// <summary>A jsonb document in its wire form, or null.</summary>
    public T? JsonOrNull<T>() where T : class => Missing() ? null : Json<T>();

    /// <summary>A jsonb document as it is, or null.</summary>
    public JsonElement? JsonOrNull() => Missing() ? null : JsonSerializer.Deserialize<JsonElement>(Text());

    /// <summary>Several columns that make one thing; null when the first of them is.</summary>
    public T? Group<T>(int columns, Func<Row, T> read) where T : class
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!reader.IsDBNull(next))
        {
            return read(this);
        }

        next += columns;
        return null;
    }

    /// <summary>Reads the row on which the reader stands.</summary>
    internal T Read<T>(Func<Row, T> read)
    {
        next = 0;
        var value = read(this);
        return next == reader.FieldCount || (next == reader.FieldCount - 1 && reader.GetName(next) == "tenant_id")
            ? value
            : throw new InvalidOperationException($"The statement answers {reader.FieldCount} columns, and {next} were read.");
    }

    // Passes over the column when it is null.
    private bool Missing()
    {
        if (!reader.IsDBNull(next))
        {
            return false;
        }

        next++;
        return true;
    }
}
