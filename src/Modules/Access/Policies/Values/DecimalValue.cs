using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>A decimal number with four digits after the point, from -922337203685477.5808 to 922337203685477.5807.</summary>
public sealed class DecimalValue(long tenThousandths) : CedarValue
{
    private const int Digits = 4;
    private const long Scale = 10_000;

    /// <summary>The number times 10,000.</summary>
    public long TenThousandths => tenThousandths;

    /// <inheritdoc/>
    public override string TypeName => "decimal";

    /// <summary>Reads <c>12.34</c>: digits on both sides of the point, at most four after it, a minus before it at most.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DecimalValue? value)
    {
        value = null;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            return false;
        }

        var whole = text.AsSpan(0, point);
        var rest = text.AsSpan(point + 1);
        var negative = whole.StartsWith("-");
        var digits = negative ? whole[1..] : whole;
        if (!AreDigits(digits) || !AreDigits(rest) || rest.Length > Digits
            || !Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var left))
        {
            return false;
        }

        // Beyond any number that fits, before the sums below could overflow.
        if (left > long.MaxValue)
        {
            return false;
        }

        var right = long.Parse(rest, NumberStyles.None, CultureInfo.InvariantCulture);
        for (var missing = rest.Length; missing < Digits; missing++)
        {
            right *= 10;
        }

        var total = (left * Scale) + right;
        total = negative ? -total : total;
        if (total < long.MinValue || total > long.MaxValue)
        {
            return false;
        }

        value = new((long)total);
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is DecimalValue number && number.TenThousandths == tenThousandths;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(11, tenThousandths);

    public override string ToString()
    {
        var size = Int128.Abs(tenThousandths);
        return $"decimal(\"{(tenThousandths < 0 ? "-" : "")}{size / Scale}.{(long)(size % Scale):0000}\")";
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
