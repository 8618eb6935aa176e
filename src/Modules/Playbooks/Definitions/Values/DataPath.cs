using System.Globalization;
using System.Text.Json;

namespace Holdfast.Modules.Playbooks.Definitions.Values;

/// <summary>The way to a value: names and numbers, from the outside in.</summary>
internal sealed record DataPath(string Text)
{
    private readonly string[] segments = Text.Split('.');

    public string Root => segments[0];

    /// <summary>The segment after the root; null when there is none.</summary>
    public string? Second => segments.Length > 1 ? segments[1] : null;

    /// <summary>What is there below a value, beginning at a segment; null when there is nothing.</summary>
    public JsonElement? Below(JsonElement? from, int begin)
    {
        for (var i = begin; i < segments.Length && from is { } at; i++)
        {
            from = at.ValueKind switch
            {
                JsonValueKind.Object when at.TryGetProperty(segments[i], out var member) => member,
                JsonValueKind.Array when int.TryParse(segments[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength() => at[index],
                _ => null,
            };
        }

        return from is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : from;
    }
}

/// <summary>What values may refer to, at a place in a run.</summary>
internal sealed class DataScope
{
    private readonly DataScope? outer;
    private readonly Dictionary<string, JsonElement> roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> steps = new(StringComparer.Ordinal);

    private DataScope(DataScope? outer) => this.outer = outer;

    /// <summary>One that has nothing yet.</summary>
    public static DataScope New() => new(null);

    /// <summary>One that sees what this one sees; what is put there is not seen here.</summary>
    public DataScope Inner() => new(this);

    public DataScope With(string root, JsonElement value)
    {
        roots[root] = value;
        return this;
    }

    public void Put(string step, JsonElement value) => steps[step] = value;

    public JsonElement? Find(DataPath path)
    {
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            if (path.Root == "steps" && path.Second is { } step && scope.steps.TryGetValue(step, out var output))
            {
                return path.Below(output, 2);
            }

            if (scope.roots.TryGetValue(path.Root, out var root))
            {
                return path.Below(root, 1);
            }
        }

        return null;
    }
}
