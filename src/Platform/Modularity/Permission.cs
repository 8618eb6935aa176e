namespace Holdfast.Platform.Modularity;

/// <summary>A right, written <c>area:verb</c>. <c>admin</c> implies <c>write</c> implies <c>read</c>; other verbs stand alone.</summary>
/// <param name="Area">What it is about, in the plural: tickets.</param>
/// <param name="Verb">read, write, admin or a named one.</param>
/// <param name="Meaning">One sentence for the person who grants it.</param>
/// <param name="GrantedTo">The stock roles that get it; the administrator gets every permission without being named.</param>
public sealed record Permission(string Area, string Verb, string Meaning, params IReadOnlyList<StockRole> GrantedTo)
{
    /// <summary>The wire form.</summary>
    public string Name => $"{Area}:{Verb}";

    /// <summary>Whether a granted text, possibly with wildcards, gives this right.</summary>
    /// <param name="grant"><c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
    public bool IsGivenBy(string grant)
    {
        if (grant == "*")
        {
            return true;
        }

        var colon = (grant ?? "").IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !grant.AsSpan(0, colon).SequenceEqual(Area))
        {
            return false;
        }

        var verb = grant.AsSpan(colon + 1);
        return verb is "*" || verb.SequenceEqual(Verb) || (verb is "admin" && Verb is ("read" or "write")) || (verb is "write" && Verb is "read");
    }
}
