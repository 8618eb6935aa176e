using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>What kind of things come in.</summary>
public enum ReadKind
{
    /// <summary>What the product says is wrong.</summary>
    Alerts,

    /// <summary>What the product looks after: machines, accounts, buckets.</summary>
    Assets,

    /// <summary>Known weaknesses of what it looks after.</summary>
    Vulnerabilities,
}

/// <summary>A list that can be read page by page.</summary>
/// <param name="Key"><c>connector.things</c>; unique over all connectors, never renamed.</param>
/// <param name="Kind">What its items are.</param>
/// <param name="Description">One sentence.</param>
public sealed record ReadDescription(string Key, ReadKind Kind, string Description)
{
    /// <summary>
    /// How long after its time a thing may still turn up: readings since a moment begin this much earlier, and what comes twice is known by its key.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a reading holds all that is there now, so that what is missing from it is over or gone.</summary>
    public bool IsComplete { get; init; }
}

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
public sealed record ReadCall(string Read, string? Cursor, int Limit, DateTimeOffset? Since)
{
    /// <summary>What the last reading's last page said of where it had come to; null at first.</summary>
    public string? Position { get; init; }
}

/// <summary>One page. A document of the product's is an item or a rejection: none is lost, and none sinks the page.</summary>
/// <param name="Items">In an order of the connector's that does not change between pages.</param>
/// <param name="Next">The cursor of the next page; null after the last. Opaque, at most 2,000 characters.</param>
public sealed record ReadPage(IReadOnlyList<ReadItem> Items, string? Next)
{
    /// <summary>What could not be read.</summary>
    public IReadOnlyList<Rejection> Rejected { get; init; } = [];

    /// <summary>The product is not ready yet: ask with <see cref="Next"/> after this.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Of the last page: where the reading has come to, given to the next as <see cref="ReadCall.Position"/>. Opaque, at most 4,000 characters.</summary>
    public string? Position { get; init; }
}

/// <summary>A document that could not be read.</summary>
/// <param name="Code">Why, stable: <c>connector.reason</c>.</param>
/// <param name="Detail">One sentence for a person.</param>
/// <param name="Key">The product's id of it, where it has one.</param>
public sealed record Rejection(string Code, string Detail, string? Key = null);

/// <summary>Something that came from outside. Its words are the product's or an attacker's: show them as text.</summary>
/// <param name="Key">The product's own id for it: the same each time it comes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Title">One line, at most 200 characters.</param>
/// <param name="Active">False when the product says that it is over or gone.</param>
/// <param name="ChangedAt">When it last changed there.</param>
/// <param name="Data">What the product says of it: a JSON object.</param>
public sealed record ReadItem(string Key, ReadKind Kind, string Title, bool Active, DateTimeOffset ChangedAt, JsonElement Data)
{
    /// <summary>The same in one form for all products: of the class that its kind says.</summary>
    public required OcsfRecord Record { get; init; }
}

/// <summary>A document that came in, as it came.</summary>
/// <param name="Inbound">The key of what it should be.</param>
/// <param name="Headers">By name, whatever the case.</param>
/// <param name="Body">The bytes, which a signature covers.</param>
public sealed record InboundCall(string Inbound, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);
