using System.Net;
using System.Text.Json;

namespace Holdfast.Modules.Playbooks.Definitions.Values;

/// <summary>What has to be so. It is total: what is not there is null, and what cannot be compared is not so.</summary>
internal abstract record Condition
{
    public abstract bool Holds(DataScope scope, DateTimeOffset now);
}

/// <summary>All of these.</summary>
internal sealed record AllOf(IReadOnlyList<Condition> Parts) : Condition
{
    public override bool Holds(DataScope scope, DateTimeOffset now) => Parts.All(p => p.Holds(scope, now));
}

/// <summary>At least one of these.</summary>
internal sealed record AnyOf(IReadOnlyList<Condition> Parts) : Condition
{
    public override bool Holds(DataScope scope, DateTimeOffset now) => Parts.Any(p => p.Holds(scope, now));
}

/// <summary>Not this.</summary>
internal sealed record NotSo(Condition Part) : Condition
{
    public override bool Holds(DataScope scope, DateTimeOffset now) => !Part.Holds(scope, now);
}

/// <summary>What stands at a path, compared.</summary>
internal sealed record Comparison(DataPath Path, string Op, DataValue Value) : Condition
{
    public override bool Holds(DataScope scope, DateTimeOffset now)
    {
        var found = scope.Find(Path);
        if (Op == "exists")
        {
            return found is not null == (Value is Literal { Value: null } || Value.Text(scope) != "false");
        }

        var with = Value.Element(scope);
        return Op switch
        {
            "equals" => Same(found, with),
            "not_equals" => !Same(found, with),
            "in" => with.ValueKind == JsonValueKind.Array && with.EnumerateArray().Any(each => Same(found, each)),
            "contains" => Contains(found, with),
            "starts_with" => found is { ValueKind: JsonValueKind.String } text && with.ValueKind == JsonValueKind.String
                && text.GetString()!.StartsWith(with.GetString()!, StringComparison.OrdinalIgnoreCase),
            "matches_network" => IsIn(found, with),
            "greater" => Order(found, with) > 0,
            "less" => Order(found, with) < 0,
            "older_than" => Texts.TimeOf(found) is { } time && Texts.Of(with) is { } text && Duration.Parse(text) is { } length && time < now - length,
            _ => false,
        };
    }

    private static bool Same(JsonElement? one, JsonElement? other)
    {
        if (one is not { } a || other is not { } b || b.ValueKind == JsonValueKind.Null)
        {
            return one is null or { ValueKind: JsonValueKind.Null } && other is null or { ValueKind: JsonValueKind.Null };
        }

        return a.ValueKind == JsonValueKind.String && b.ValueKind == JsonValueKind.String ? string.Equals(a.GetString(), b.GetString(), StringComparison.OrdinalIgnoreCase) : JsonElement.DeepEquals(a, b);
    }

    private static bool Contains(JsonElement? found, JsonElement with) => found switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Any(each => Same(each, with)),
        { ValueKind: JsonValueKind.String } text when with.ValueKind == JsonValueKind.String => text.GetString()!.Contains(with.GetString()!, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool IsIn(JsonElement? found, JsonElement with)
    {
        if (with.ValueKind == JsonValueKind.Array)
        {
            return with.EnumerateArray().Any(each => each.ValueKind == JsonValueKind.String && IsIn(found, each));
        }

        return Texts.Of(found) is { } text && IPAddress.TryParse(text, out var address) && with.ValueKind == JsonValueKind.String && IPNetwork.TryParse(with.GetString(), out var network)
            && network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    private static int? Order(JsonElement? found, JsonElement with) =>
        Texts.NumberOf(found) is { } number && Texts.NumberOf(with) is { } other ? number.CompareTo(other)
        : Texts.TimeOf(found) is { } time && Texts.TimeOf(with) is { } moment ? time.CompareTo(moment)
        : null;
}
