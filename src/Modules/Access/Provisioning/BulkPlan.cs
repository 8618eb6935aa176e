using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>One operation of a bulk request, as it was asked.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Kind">Users or Groups.</param>
/// <param name="Id">The id, or bulkId:…, that stands in the path; null when there is none.</param>
/// <param name="BulkId">What others call what it makes.</param>
/// <param name="Match">At which version.</param>
/// <param name="Data">The body; null when there is none.</param>
/// <param name="Wrong">Why it cannot be done; null when it can be tried.</param>
internal sealed record BulkOperation(int Index, string Method, string Kind, string? Id, string? BulkId, IfMatch Match, JsonElement? Data, Problem? Wrong)
{
    /// <summary>The bulkIds of what must be there before it.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];
}

/// <summary>The operations of a bulk request in an order in which each finds what it names (RFC 7644, 3.7.1 and 3.7.2).</summary>
/// <param name="Operations">In that order.</param>
/// <param name="FailOnErrors">After so many that failed the others are not tried; null, all are.</param>
internal sealed record BulkPlan(IReadOnlyList<BulkOperation> Operations, int? FailOnErrors)
{
    /// <summary>How references begin.</summary>
    public const string Mark = "bulkId:";

    private static readonly string[] Methods = ["POST", "PUT", "PATCH", "DELETE"];

    public static Result<BulkPlan> Read(JsonElement body)
    {
        if (!ScimJson.TryGet(body, "Operations", out var operations) || operations.ValueKind != JsonValueKind.Array || operations.GetArrayLength() == 0)
        {
            return ProvisioningProblems.InvalidSyntax("A bulk request has Operations.");
        }

        if (operations.GetArrayLength() > ScimLimits.BulkOperations)
        {
            return ProvisioningProblems.BulkTooLarge;
        }

        int? failOnErrors = null;
        if (ScimJson.TryGet(body, "failOnErrors", out var said))
        {
            if (said.ValueKind != JsonValueKind.Number || !said.TryGetInt32(out var most) || most < 1)
            {
                return ProvisioningProblems.InvalidSyntax("failOnErrors is a number from 1 on.");
            }

            failOnErrors = most;
        }

        var read = operations.EnumerateArray().Select((o, i) => Read(i, o)).ToList();
        var named = read.Where(o => o.BulkId is not null).Select(o => o.BulkId!).ToList();
        if (named.Distinct(StringComparer.Ordinal).Count() < named.Count)
        {
            return ProvisioningProblems.InvalidSyntax("Two operations have one bulkId.");
        }

        return Order(read) is { } ordered ? new BulkPlan(ordered, failOnErrors) : ProvisioningProblems.BulkCycle;
    }

    /// <summary>A body with ids where it names what other operations have made, which is there.</summary>
    public static JsonElement Resolve(JsonElement data, IReadOnlyDictionary<string, string> made) => JsonSerializer.SerializeToElement(Walk(JsonNode.Parse(data.GetRawText()), made));

    private static BulkOperation Read(int index, JsonElement operation)
    {
        if (operation.ValueKind != JsonValueKind.Object || !ScimJson.TryText(operation, "method", out var method) || method is null || !Methods.Contains(method.ToUpperInvariant()))
        {
            return Unfit(index, "", ProvisioningProblems.InvalidSyntax("An operation's method is POST, PUT, PATCH or DELETE."));
        }

        method = method.ToUpperInvariant();
        if (!ScimJson.TryText(operation, "path", out var path) || path?.Split('/') is not ["", "Users" or "Groups", ..] parts || parts.Length > 3 || (parts.Length == 3) == (method == "POST"))
        {
            return Unfit(index, method, ProvisioningProblems.InvalidSyntax("An operation's path is /Users or /Groups, with an id behind it but for POST."));
        }

        if (!ScimJson.TryText(operation, "bulkId", out var bulkId) || (method == "POST" && bulkId is null))
        {
            return Unfit(index, method, ProvisioningProblems.InvalidSyntax("An operation that makes something has a bulkId."));
        }

        if (!ScimJson.TryText(operation, "version", out var version) || !TryMatch(version, out var match))
        {
            return Unfit(index, method, RequestProblems.BadIfMatch);
        }

        var hasData = ScimJson.TryGet(operation, "data", out var data);
        if (method != "DELETE" && (!hasData || data.ValueKind != JsonValueKind.Object))
        {
            return Unfit(index, method, ProvisioningProblems.InvalidSyntax("An operation's data is a JSON object.")) with { BulkId = method == "POST" ? bulkId : null };
        }

        var needs = new List<string>();
        if (hasData && method != "DELETE" && !Collect(data, needs))
        {
            return Unfit(index, method, ProvisioningProblems.InvalidSyntax("The data holds what is no text.")) with { BulkId = method == "POST" ? bulkId : null };
        }

        var id = parts.Length == 3 ? parts[2] : null;
        if (id?.StartsWith(Mark, StringComparison.Ordinal) == true)
        {
            needs.Add(id[Mark.Length..]);
        }

        // Only what makes something can be named by others.
        return new BulkOperation(index, method, parts[1], id, method == "POST" ? bulkId : null, match, method == "DELETE" ? null : data, null) { Needs = needs };
    }

    private static BulkOperation Unfit(int index, string method, Problem wrong) => new(index, method, "", null, null, default, null, wrong);

    private static bool TryMatch(string? version, out IfMatch match)
    {
        match = default;
        if (version is null)
        {
            return true;
        }

        if (version is ['"', .., '"'] && long.TryParse(version.AsSpan(1, version.Length - 2), System.Globalization.NumberStyles.None, null, out var number))
        {
            match = new IfMatch(number);
            return true;
        }

        return false;
    }

    // As they stand in the request, but that what others name comes before these; null when some wait for one another.
    private static List<BulkOperation>? Order(List<BulkOperation> operations)
    {
        var makers = operations.Where(o => o.BulkId is not null).ToDictionary(o => o.BulkId!, StringComparer.Ordinal);
        var ordered = new List<BulkOperation>();
        var left = new List<BulkOperation>(operations);
        var there = new HashSet<string>(StringComparer.Ordinal);
        while (left.Count > 0)
        {
            // What nobody makes is missing when it is its turn.
            if (left.Find(o => o.Needs.All(n => there.Contains(n) || !makers.ContainsKey(n))) is not { } next)
            {
                return null;
            }

            left.Remove(next);
            ordered.Add(next);
            if (next.BulkId is { } made)
            {
                there.Add(made);
            }
        }

        return ordered;
    }

    private static bool Collect(JsonElement value, List<string> needs)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return value.EnumerateObject().All(m => Collect(m.Value, needs));
            case JsonValueKind.Array:
                return value.EnumerateArray().All(v => Collect(v, needs));
            case JsonValueKind.String:
                if (ScimJson.Sound(value) is not { } text)
                {
                    return false;
                }

                if (text.StartsWith(Mark, StringComparison.Ordinal))
                {
                    needs.Add(text[Mark.Length..]);
                }

                return true;
            default:
                return true;
        }
    }

    private static JsonNode? Walk(JsonNode? node, IReadOnlyDictionary<string, string> made)
    {
        switch (node)
        {
            case JsonObject members:
                return new JsonObject(members.ToList().Select(m => KeyValuePair.Create(m.Key, Walk(m.Value?.DeepClone(), made))));
            case JsonArray values:
                return new JsonArray([.. values.Select(v => Walk(v?.DeepClone(), made))]);
            case JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith(Mark, StringComparison.Ordinal):
                return JsonValue.Create(made[text[Mark.Length..]]);
            default:
                return node;
        }
    }
}
