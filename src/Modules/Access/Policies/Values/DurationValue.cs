using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>A span of time in milliseconds, before or after.</summary>
public sealed class DurationValue(long milliseconds) : CedarValue
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    public long Milliseconds => milliseconds;

    /// <inheritdoc/>
    public override string TypeName => "duration";

    /// <summary>Reads <c>1d2h3m4s5ms</c>: any of the units, in this order, with a minus before all of it at most.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DurationValue? value)
    {
        value = null;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = negative ? rest[1..] : rest;
        if (rest.IsEmpty)
        {
            return false;
        }

        var (total, from) = (Int128.Zero, 0);
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return false;
            }

            var number = rest[..digits];
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9') is var next and >= 0 ? next : rest.Length;
            var unit = UnitOf(rest[..letters], from);
            if (unit < 0 || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            total += (Int128)count * Units[unit].Milliseconds;
            if (total > (negative ? -(Int128)long.MinValue : long.MaxValue))
            {
                return false;
            }

            rest = rest[letters..];
            from = unit + 1;
        }

        value = new((long)(negative ? -total : total));
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is DurationValue span && span.Milliseconds == milliseconds;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(17, milliseconds);

    public override string ToString() => $"duration(\"{milliseconds}ms\")";

    private static int UnitOf(ReadOnlySpan<char> letters, int from)
    {
        for (var at = from; at < Units.Length; at++)
        {
            if (letters.SequenceEqual(Units[at].Unit))
            {
                return at;
            }
        }

        return -1;
    }
}
