using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>Pages of documents of the indexer: by <c>search_after</c>, because <c>from</c> ends at 10,000.</summary>
internal static class WazuhDocuments
{
    private const int MaxKey = 400;

    /// <summary>The sort values after which the next page begins; null at first, a problem when the cursor is none.</summary>
    public static Result<JsonElement[]> After(string? cursor, string kind, int sorts)
    {
        if (cursor is null)
        {
            return Array.Empty<JsonElement>();
        }

        return PageCursor.Read(cursor, kind, 1) is [{ } text] && LooseJson.Parse(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Array } after && after.GetArrayLength() == sorts
            && after.EnumerateArray().All(value => value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null)
            ? after.EnumerateArray().ToArray()
            : WazuhProblems.BadCursor;
    }

    /// <summary>A page of hits, and the cursor after its last where it is full.</summary>
    public static ReadPage Page(JsonElement[] hits, string kind, int limit, Func<JsonElement, string, JsonElement, (ReadItem? Item, Rejection? Rejection)> read)
    {
        var items = new List<ReadItem>();
        var rejected = new List<Rejection>();
        foreach (var hit in hits)
        {
            var (item, rejection) = Key(hit) is not { } key ? (null, WazuhProblems.NoId)
                : LooseJson.At(hit, "_source") is not { ValueKind: JsonValueKind.Object } source ? (null, WazuhProblems.NoSource(key))
                : read(hit, key, source);
            if (item is not null)
            {
                items.Add(item);
            }
            else
            {
                rejected.Add(rejection!);
            }
        }

        var next = hits.Length >= limit && LooseJson.At(hits[^1], "sort") is { ValueKind: JsonValueKind.Array } sort ? PageCursor.Of(kind, sort.GetRawText()) : null;
        return new ReadPage(items, next) { Rejected = rejected };
    }

    // A document's id is unique in its index only.
    private static string? Key(JsonElement hit)
    {
        if (LooseJson.Text(hit, "_index") is not { } index || LooseJson.Text(hit, "_id") is not { } id)
        {
            return null;
        }

        var key = LooseJson.Line($"{index}/{id}", MaxKey * 2);
        return key.Length <= MaxKey ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }
}
