using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Platform.Kernel;

/// <summary>A typed identifier: a UUIDv7 (RFC 9562) that cannot be passed where another kind of id is expected.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
public interface IId<TSelf> : IParsable<TSelf> where TSelf : struct, IId<TSelf>
{
    /// <summary>The bare UUID, as it stands in rows and on the wire.</summary>
    Guid Value { get; }

    /// <summary>Gives a stored or received UUID its type.</summary>
    static abstract TSelf From(Guid value);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) => TSelf.From(Guid.ParseExact(s, "D"));
}

/// <summary>Makes and reads typed ids.</summary>
public static class Id
{
    /// <summary>A new id whose first 48 bits are the time in milliseconds, so that ids sort by when they were made.</summary>
    public static T New<T>(TimeProvider time) where T : struct, IId<T> => T.From(NewGuid(time));

    /// <summary>A new bare UUIDv7, for things that have no type of their own.</summary>
    public static Guid NewGuid(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Guid.CreateVersion7(time.GetUtcNow());
    }

    /// <summary>Reads the hyphenated form; any other spelling is refused, so that one id has one text.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T id) where T : struct, IId<T>
    {
        if (Guid.TryParseExact(text, "D", out var value))
        {
            id = T.From(value);
            return true;
        }

        id = default;
        return false;
    }
}

/// <summary>The isolation boundary: a customer of the platform.</summary>
public readonly partial record struct TenantId(Guid Value) : IId<TenantId>;
