using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Provisioning.Filters;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>What a list of resources is asked with.</summary>
/// <param name="Filter">Which resources: at most 4,096 characters, 16 levels and 50 comparisons.</param>
/// <param name="SortBy">By which attribute.</param>
/// <param name="SortOrder">ascending or descending.</param>
/// <param name="StartIndex">Which of those found is the first of the answer; the first of all is 1.</param>
/// <param name="Count">How many, at most 200.</param>
/// <param name="Attributes">Only these attributes, with commas between.</param>
/// <param name="ExcludedAttributes">All but these attributes, with commas between.</param>
internal sealed record ScimQuery(string? Filter, string? SortBy, string? SortOrder, int? StartIndex, int? Count, string? Attributes, string? ExcludedAttributes);

/// <summary>A search that can be done: its filter and order as conditions on rows (RFC 7644, 3.4.2).</summary>
/// <param name="Condition">Which.</param>
/// <param name="Order">In what order.</param>
/// <param name="StartIndex">From which on, beginning with 1.</param>
/// <param name="Count">How many.</param>
/// <param name="Projection">What of them.</param>
internal sealed record ScimSearch(Sql Condition, Sql Order, int StartIndex, int Count, Projection Projection)
{
    public static Result<ScimSearch> Of(ScimQuery query, FilterDb columns) =>
        Of(query, Projection.Of(query.Attributes, query.ExcludedAttributes), columns);

    /// <summary>The same from the body of a POST.</summary>
    public static Result<ScimSearch> Of(JsonElement body, FilterDb columns)
    {
        if (!TryString(body, "filter", out var filter) || !TryString(body, "sortBy", out var sortBy) || !TryString(body, "sortOrder", out var sortOrder)
            || !TryInt(body, "startIndex", out var startIndex) || !TryInt(body, "count", out var count)
            || !TryNames(body, "attributes", out var attributes) || !TryNames(body, "excludedAttributes", out var excluded))
        {
            return ProvisioningProblems.InvalidSyntax("A member of the search is not of its kind.");
        }

        return Of(new ScimQuery(filter, sortBy, sortOrder, startIndex, count, null, null), Projection.Of(attributes, excluded), columns);
    }

    /// <summary>The answer with what was found.</summary>
    public ScimReply Reply(long total, IReadOnlyList<JsonObject> found) =>
        new(ScimJson.Write(new ListResource<JsonObject>([ScimSchemas.ListResponse], total, StartIndex, found.Count, found)));

    private static Result<ScimSearch> Of(ScimQuery query, Result<Projection> projection, FilterDb columns)
    {
        if (projection.Fails(out var wanted, out var problem))
        {
            return problem;
        }

        Sql condition = $"true";
        if (query.Filter is { Length: > 0 } text && (FilterParser.Parse(text).Fails(out var filter, out problem) || columns.Condition(filter).Fails(out condition!, out problem)))
        {
            return problem;
        }

        var order = columns.UsualOrder;
        if (query.SortBy is { Length: > 0 } by && columns.Order(by, "descending".Equals(query.SortOrder, StringComparison.OrdinalIgnoreCase)).Fails(out order!, out problem))
        {
            return problem;
        }

        // What is less than the least is the least, and what is more than the most the most.
        return new ScimSearch(condition, order, Math.Max(1, query.StartIndex ?? 1), Math.Clamp(query.Count ?? ScimLimits.UsualPageSize, 0, ScimLimits.PageSize), wanted);
    }

    private static bool TryString(JsonElement body, string name, out string? text)
    {
        text = null;
        if (!ScimJson.TryGet(body, name, out var value))
        {
            return true;
        }

        text = ScimJson.Sound(value);
        return text is not null;
    }

    private static bool TryInt(JsonElement body, string name, out int? number)
    {
        number = null;
        if (!ScimJson.TryGet(body, name, out var value))
        {
            return true;
        }

        number = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var some) ? some : null;
        return number is not null;
    }

    private static bool TryNames(JsonElement body, string name, out IReadOnlyList<string>? names)
    {
        names = null;
        if (!ScimJson.TryGet(body, name, out var value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var read = value.EnumerateArray().Select(ScimJson.Sound).ToList();
        names = [.. read.OfType<string>()];
        return names.Count == read.Count;
    }
}
