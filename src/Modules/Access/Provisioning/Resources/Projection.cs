using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Provisioning.Filters;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning.Resources;

/// <summary>Which attributes of a resource are wanted (RFC 7644, 3.9): only some, or all but some. What it is and its id are always there.</summary>
internal sealed class Projection
{
    private const int MaxNames = 100;
    private static readonly string[] Always = ["schemas", "id"];
    private readonly IReadOnlyList<AttributePath>? only;
    private readonly IReadOnlyList<AttributePath> without;

    private Projection(IReadOnlyList<AttributePath>? only, IReadOnlyList<AttributePath> without) => (this.only, this.without) = (only, without);

    /// <summary>All of them.</summary>
    public static Projection All { get; } = new(null, []);

    /// <summary>By lists with commas, as queries have them.</summary>
    public static Result<Projection> Of(string? attributes, string? excluded) => Of(attributes?.Split(','), excluded?.Split(','));

    /// <summary>By names.</summary>
    public static Result<Projection> Of(IReadOnlyList<string>? attributes, IReadOnlyList<string>? excluded)
    {
        if (attributes?.Count > MaxNames || excluded?.Count > MaxNames)
        {
            return ProvisioningProblems.InvalidValue($"At most {MaxNames} attributes are named.");
        }

        var (wanted, unwanted) = (Names(attributes), Names(excluded));
        return wanted is null || unwanted is null
            ? ProvisioningProblems.InvalidValue("One of the attributes that are named is none.")
            : new Projection(wanted.Count == 0 ? null : wanted, unwanted);
    }

    /// <summary>Whether an attribute, or a part of it, is wanted.</summary>
    public bool Wants(string name) => only is not null
        ? only.Any(p => Named(p, name))
        : !without.Any(p => p.Sub is null && Named(p, name));

    /// <summary>Takes out what is not wanted.</summary>
    public JsonObject Apply(JsonObject resource)
    {
        foreach (var (name, value) in resource.ToList())
        {
            if (Always.Contains(name))
            {
                continue;
            }

            if (!Wants(name))
            {
                resource.Remove(name);
            }
            else if (only?.Where(p => Named(p, name)).ToList() is { } parts && parts.TrueForAll(p => p.Sub is not null))
            {
                Cut(value, part => parts.Exists(p => p.Sub!.Equals(part, StringComparison.OrdinalIgnoreCase)));
            }
            else if (only is null)
            {
                Cut(value, part => !without.Any(p => Named(p, name) && part.Equals(p.Sub, StringComparison.OrdinalIgnoreCase)));
            }
        }

        return resource;
    }

    private static List<AttributePath>? Names(IReadOnlyList<string>? names)
    {
        var read = new List<AttributePath>();
        foreach (var name in names?.Where(n => !string.IsNullOrWhiteSpace(n)) ?? [])
        {
            if (FilterParser.ParseAttribute(name) is not { } path)
            {
                return null;
            }

            read.Add(path);
        }

        return read;
    }

    private static bool Named(AttributePath path, string name) => path.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static void Cut(JsonNode? value, Func<string, bool> stays)
    {
        foreach (var one in value is JsonArray several ? several.OfType<JsonObject>() : value is JsonObject single ? [single] : [])
        {
            foreach (var (part, _) in one.Where(p => !stays(p.Key)).ToList())
            {
                one.Remove(part);
            }
        }
    }
}
