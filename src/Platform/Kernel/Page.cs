namespace Holdfast.Platform.Kernel;

/// <summary>One page of a list in keyset order.</summary>
/// <param name="Items">At most the requested number.</param>
/// <param name="NextCursor">Opaque; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>The same page with its items shown another way.</summary>
    public Page<TOther> Map<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], NextCursor);
}

/// <summary>Which page is asked for.</summary>
/// <param name="Limit">1 to 200; 50 when not said.</param>
/// <param name="After">The last id of the page before; null for the first page. Lists are in descending id order (newest first) unless they say otherwise.</param>
public readonly record struct PageRequest(int Limit, Guid? After)
{
    /// <summary>The number of items when the caller names none.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most that one page can hold.</summary>
    public const int MaxLimit = 200;

    /// <summary>Cuts a list that was read with one row more than asked into a page with its cursor.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, Guid> key)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(key);
        return rows.Count <= Limit ? new(rows, null) : new([.. rows.Take(Limit)], key(rows[Limit - 1]).ToString());
    }
}
