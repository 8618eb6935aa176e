using System.Globalization;
using Holdfast.Modules.Access.Provisioning.Filters;

namespace Holdfast.Tests.Modules.Access.Provisioning.Filters;

/// <summary>Filters by chance.</summary>
internal static class RandomFilter
{
    private static readonly string[] Names = ["userName", "displayName", "a", "B-c_1", "not", "and", "eq", "$ref", "x2"];

    /// <summary>Any filter that can be written.</summary>
    public static Filter Any(Random random, int depth) => (depth <= 0 ? 5 + random.Next(2) : random.Next(7)) switch
    {
        0 => new Filter.And(Any(random, depth - 1), Any(random, depth - 1)),
        1 => new Filter.Or(Any(random, depth - 1), Any(random, depth - 1)),
        2 => new Filter.Not(Any(random, depth - 1)),
        3 or 4 => new Filter.Some(Attribute(random), Any(random, depth - 1)),
        5 => new Filter.Present(Attribute(random)),
        _ => new Filter.Compare(Attribute(random), (Comparison)random.Next(9), Literal(random)),
    };

    /// <summary>A filter of these comparisons.</summary>
    public static Filter Of(Random random, int depth, Func<Filter> leaf) => (depth <= 0 ? 3 : random.Next(5)) switch
    {
        0 => new Filter.And(Of(random, depth - 1, leaf), Of(random, depth - 1, leaf)),
        1 => new Filter.Or(Of(random, depth - 1, leaf), Of(random, depth - 1, leaf)),
        2 => new Filter.Not(Of(random, depth - 1, leaf)),
        _ => leaf(),
    };

    private static AttributePath Attribute(Random random) =>
        new(random.Next(5) == 0 ? "urn:ietf:params:scim:schemas:core:2.0:User" : null, Names[random.Next(Names.Length)], random.Next(3) == 0 ? Names[random.Next(Names.Length)] : null);

    private static Literal Literal(Random random) => random.Next(6) switch
    {
        0 => new Literal(LiteralKind.True, ""),
        1 => new Literal(LiteralKind.False, ""),
        2 => new Literal(LiteralKind.Null, ""),
        3 => new Literal(LiteralKind.Number, random.Next(2) == 0 ? random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture) : "-1.5e-7"),
        _ => new Literal(LiteralKind.Text, string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "ab\"\\ ()[]é'\u0001\n%_"[random.Next(15)]))),
    };
}
