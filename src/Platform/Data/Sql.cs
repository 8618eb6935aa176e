using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Holdfast.Platform.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Holdfast.Platform.Data;

/// <summary>
/// A statement written as an interpolated string in which every <c>{value}</c> becomes a parameter and every <c>{fragment}</c> (another
/// <see cref="Sql"/>) becomes part of the text. There is no way to put a run-time string into the text, so there is nothing to inject into.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    // Text as it is written, and null for each parameter.
    private readonly List<string?> parts;
    private readonly List<NpgsqlParameter> parameters;
    private bool isOneOff;

    /// <summary>Called by the compiler.</summary>
    public Sql(int literalLength, int formattedCount)
    {
        parts = new List<string?>((2 * formattedCount) + 1);
        parameters = new List<NpgsqlParameter>(formattedCount);
    }

    /// <summary>A fragment that adds nothing; for conditions that do not apply.</summary>
    public static Sql Empty => new(0, 0);

    internal string Text => isOneOff ? SqlText.Make(parts) : SqlText.Of(parts);

    /// <summary>A fragment of constant text, such as a column list.</summary>
    public static Sql Constant([ConstantExpected] string constant)
    {
        var sql = new Sql(0, 0);
        sql.parts.Add(constant ?? "");
        return sql;
    }

    /// <summary>
    /// The same in a statement whose shape whoever asks chooses, such as a filter's: its text is not kept, or those of the constant statements would be driven out by it.
    /// </summary>
    public static Sql OneOff(Sql sql)
    {
        var made = new Sql(0, 1) { isOneOff = true };
        made.AppendFormatted(sql);
        return made;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string value) => parts.Add(value);

    /// <summary>Nests a fragment with its parameters.</summary>
    public void AppendFormatted(Sql fragment)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        isOneOff |= fragment.isOneOff;
        parts.AddRange(fragment.parts);
        // A fragment may be used twice, a parameter belongs to one command.
        parameters.AddRange(fragment.parameters.Select(p => p.Clone()));
    }

    /// <summary>A uuid parameter.</summary>
    public void AppendFormatted(Guid value) => Add(new NpgsqlParameter<Guid> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Uuid });

    /// <summary>A uuid parameter or null.</summary>
    public void AppendFormatted(Guid? value) => AddNullable(value, NpgsqlDbType.Uuid);

    /// <summary>A typed id as a uuid parameter.</summary>
    public void AppendFormatted<T>(T id) where T : struct, IId<T> => AppendFormatted(id.Value);

    /// <summary>A typed id as a uuid parameter, or null.</summary>
    public void AppendFormatted<T>(T? id) where T : struct, IId<T> => AppendFormatted(id?.Value);

    /// <summary>A text parameter.</summary>
    public void AppendFormatted(string? value) => Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    /// <summary>An integer parameter.</summary>
    public void AppendFormatted(int value) => Add(new NpgsqlParameter<int> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Integer });

    /// <summary>An integer parameter or null.</summary>
    public void AppendFormatted(int? value) => AddNullable(value, NpgsqlDbType.Integer);

    /// <summary>A bigint parameter.</summary>
    public void AppendFormatted(long value) => Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    /// <summary>A bigint parameter or null.</summary>
    public void AppendFormatted(long? value) => AddNullable(value, NpgsqlDbType.Bigint);

    /// <summary>A double precision parameter.</summary>
    public void AppendFormatted(double value) => Add(new NpgsqlParameter<double> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Double });

    /// <summary>A double precision parameter or null.</summary>
    public void AppendFormatted(double? value) => AddNullable(value, NpgsqlDbType.Double);

    /// <summary>A boolean parameter.</summary>
    public void AppendFormatted(bool value) => Add(new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean });

    /// <summary>A timestamptz parameter; stored in UTC.</summary>
    public void AppendFormatted(DateTimeOffset value) =>
        Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = value.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });

    /// <summary>A timestamptz parameter or null.</summary>
    public void AppendFormatted(DateTimeOffset? value) => AddNullable(value?.ToUniversalTime(), NpgsqlDbType.TimestampTz);

    /// <summary>An interval parameter.</summary>
    public void AppendFormatted(TimeSpan value) => Add(new NpgsqlParameter<TimeSpan> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Interval });

    /// <summary>An inet parameter or null.</summary>
    public void AppendFormatted(IPAddress? value) => Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Inet });

    /// <summary>A bytea parameter or null.</summary>
    public void AppendFormatted(byte[]? value) => Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });

    /// <summary>An enum as its UPPER_SNAKE text.</summary>
    public void AppendFormatted(Enum? value) => AppendFormatted(value is null ? null : EnumText.Of(value));

    /// <summary>A jsonb parameter or null.</summary>
    public void AppendFormatted(JsonElement? value) =>
        Add(new NpgsqlParameter { Value = value is { } json ? json.GetRawText() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });

    /// <summary>A jsonb parameter from text that is already JSON.</summary>
    public void AppendFormatted(Json value) =>
        Add(new NpgsqlParameter { Value = (object?)value.Text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });

    /// <summary>A uuid[] parameter, for <c>= any(…)</c> and <c>unnest(…)</c>.</summary>
    public void AppendFormatted(Guid[] value) => AddArray(value, NpgsqlDbType.Uuid);

    /// <summary>A text[] parameter.</summary>
    public void AppendFormatted(string?[] value) => AddArray(value, NpgsqlDbType.Text);

    /// <summary>A bigint[] parameter.</summary>
    public void AppendFormatted(long[] value) => AddArray(value, NpgsqlDbType.Bigint);

    /// <summary>An integer[] parameter.</summary>
    public void AppendFormatted(int[] value) => AddArray(value, NpgsqlDbType.Integer);

    /// <summary>A double precision[] parameter.</summary>
    public void AppendFormatted(double[] value) => AddArray(value, NpgsqlDbType.Double);

    /// <summary>A timestamptz[] parameter.</summary>
    public void AppendFormatted(DateTimeOffset[] value) => AddArray(value, NpgsqlDbType.TimestampTz);

    /// <summary>A bytea[] parameter.</summary>
    public void AppendFormatted(byte[][] value) => AddArray(value, NpgsqlDbType.Bytea);

    internal NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Text);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private void AddArray(object value, NpgsqlDbType element) => Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Array | element });

    private void AddNullable<T>(T? value, NpgsqlDbType type) where T : struct =>
        Add(value is { } some ? new NpgsqlParameter<T> { TypedValue = some, NpgsqlDbType = type } : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });

    private void Add(NpgsqlParameter parameter)
    {
        parameters.Add(parameter);
        parts.Add(null);
    }
}
