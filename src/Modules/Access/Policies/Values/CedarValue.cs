namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>
/// A value of Cedar: a boolean, a number, a text, an entity's id, a set, a record, or one of the extension types. Immutable; equal when type and content are.
/// Values of different types are never equal. Source: https://docs.cedarpolicy.com/policies/syntax-datatypes.html.
/// </summary>
public abstract class CedarValue : IEquatable<CedarValue>
{
    private protected CedarValue()
    {
    }

    /// <summary>The type's name in messages: bool, long, string, set, record, entity, decimal, ipaddr, datetime, duration.</summary>
    public abstract string TypeName { get; }

    /// <inheritdoc/>
    public abstract bool Equals(CedarValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is CedarValue other && Equals(other);

    /// <inheritdoc/>
    public abstract override int GetHashCode();
}

/// <summary>True or false.</summary>
public sealed class BoolValue : CedarValue
{
    private BoolValue(bool value) => Value = value;

    /// <summary>The one true value.</summary>
    public static BoolValue True { get; } = new(true);

    /// <summary>The one false value.</summary>
    public static BoolValue False { get; } = new(false);

    public bool Value { get; }

    /// <inheritdoc/>
    public override string TypeName => "bool";

    public static BoolValue Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value ? 1231 : 1237;

    public override string ToString() => Value ? "true" : "false";
}

/// <summary>A signed number of 64 bits.</summary>
public sealed class LongValue(long value) : CedarValue
{
    public long Value => value;

    /// <inheritdoc/>
    public override string TypeName => "long";

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is LongValue number && number.Value == value;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(2, value);

    public override string ToString() => value.ToString();
}

/// <summary>A text, compared ordinally.</summary>
public sealed class StringValue(string value) : CedarValue
{
    public string Value => value;

    /// <inheritdoc/>
    public override string TypeName => "string";

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is StringValue text && text.Value == value;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(3, value);

    public override string ToString() => $"\"{value}\"";
}
