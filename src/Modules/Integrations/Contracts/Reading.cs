using System.Text.Json;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>What kind of things come in.</summary>
public enum ReadKind
{
    /// <summary>What the product says is wrong.</summary>
    Alerts,

    /// <summary>What the product looks after: machines, accounts, buckets.</summary>
    Assets,
}

/// <summary>A list that can be read page by page.</summary>
/// <param name="Key"><c>connector.things</c>; unique over all connectors, never renamed.</param>
/// <param name="Kind">What its items are.</param>
/// <param name="Description">One sentence.</param>
public sealed record ReadDescription(string Key, ReadKind Kind, string Description);

/// <summary>A document that the product posts.</summary>
/// <param name="Key"><c>connector.document</c>; unique over all connectors, never renamed.</param>
/// <param name="Kind">What its items are.</param>
/// <param name="Description">One sentence that says how to make the product post it.</param>
public sealed record InboundDescription(string Key, ReadKind Kind, string Description);

/// <summary>One page to read.</summary>
/// <param name="Read">The key of what is read.</param>
/// <param name="Cursor">From the page before; null for the first.</param>
/// <param name="Limit">The most items, 1 to 500.</param>
/// <param name="Since">Only what changed at or after this; everything when null.</param>
public sealed record ReadCall(string Read, string? Cursor, int Limit, DateTimeOffset? Since);

/// <summary>One page.</summary>
/// <param name="Items">In an order of the connector's that does not change between pages.</param>
/// <param name="Next">The cursor of the next page; null after the last. Opaque.</param>
public sealed record ReadPage(IReadOnlyList<ReadItem> Items, string? Next);

/// <summary>Something that came from outside. Its words are the product's or an attacker's: show them as text.</summary>
/// <param name="Key">The product's own id for it: the same each time it comes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Title">One line, at most 200 characters.</param>
/// <param name="Active">False when the product says that it is over or gone.</param>
/// <param name="ChangedAt">When it last changed there.</param>
/// <param name="Data">What the product says of it: a JSON object.</param>
public sealed record ReadItem(string Key, ReadKind Kind, string Title, bool Active, DateTimeOffset ChangedAt, JsonElement Data);

/// <summary>A document that came in, as it came.</summary>
/// <param name="Inbound">The key of what it should be.</param>
/// <param name="Headers">By name, whatever the case.</param>
/// <param name="Body">The bytes, which a signature covers.</param>
public sealed record InboundCall(string Inbound, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);
