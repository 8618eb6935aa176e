using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>Hosts that have sent something, by <c>| metadata type=hosts</c>. Splunk has no list of machines of its own.</summary>
internal static class SplunkHosts
{
    private const string Cursor = "hosts";
    private const int MaxHosts = 50_000;

    public static async Task<Result<ReadPage>> Read(SplunkSearches searches, Connection connection, ReadCall call, CancellationToken ct)
    {
        string? after = null;
        if (call.Cursor is { } cursor && (after = PageCursor.Read(cursor, Cursor, 1)?[0]) is null)
        {
            return SplunkProblems.BadCursor;
        }

        if ((await searches.OneShot(connection, new SplunkSearch("| metadata type=hosts index=* | sort 0 host", "0", "now", MaxHosts), ct)).Fails(out var rows, out var problem))
        {
            return problem;
        }

        var read = rows.Select(Item).ToArray();
        var items = read.Select(r => r.Item).OfType<ReadItem>()
            .Where(i => (call.Since is null || i.ChangedAt >= call.Since) && (after is null || string.CompareOrdinal(i.Key, after) > 0))
            .OrderBy(i => i.Key, StringComparer.Ordinal)
            .Take(call.Limit + 1)
            .ToArray();
        return new ReadPage(items[..Math.Min(items.Length, call.Limit)], items.Length > call.Limit ? PageCursor.Of(Cursor, items[call.Limit - 1].Key) : null)
        {
            Rejected = call.Cursor is null ? [.. read.Select(r => r.Rejection).OfType<Rejection>()] : [],
        };
    }

    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement row)
    {
        if (LooseJson.Text(row, "host", 400) is not { } host)
        {
            return (null, SplunkProblems.NoId);
        }

        // When something last came, not what its own clock said.
        if ((LooseJson.Time(row, "recentTime") ?? LooseJson.Time(row, "lastTime")) is not { } at)
        {
            return (null, SplunkProblems.NoTime(host));
        }

        var address = NormalAddress.Ip(host);
        var title = LooseJson.Line(host, 200);
        var device = new Endpoint { Uid = host, Name = title, Hostname = address is null ? host : null, Ip = address is null ? [] : [address], Type = "host" };
        return (new ReadItem(host, ReadKind.Assets, title, Active: true, at, row) { Record = new InventoryInfo(device, at) { LastSeenTime = at } }, null);
    }
}
