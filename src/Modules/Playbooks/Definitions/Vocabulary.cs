using System.Reflection;
using System.Text.Json;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>What a definition may name: the events that the modules publish, and what each says.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, HashSet<string>> events;

    public Vocabulary(IReadOnlyList<ModuleManifest> modules) : this(modules.SelectMany(m => m.Publishes).ToDictionary(e => e.Name, e => MembersOf(e.Type).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal))
    {
    }

    private Vocabulary(Dictionary<string, HashSet<string>> events) => this.events = events;

    /// <summary>One of these events, each with what it says.</summary>
    public static Vocabulary Of(params ReadOnlySpan<(string Name, string[] Members)> events)
    {
        var known = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (name, members) in events)
        {
            known[name] = members.ToHashSet(StringComparer.Ordinal);
        }

        return new Vocabulary(known);
    }

    public bool HasEvent(string name) => events.ContainsKey(name);

    /// <summary>Whether one of these events says something by this name.</summary>
    public bool Says(IEnumerable<string> names, string member) => names.Any(n => events.TryGetValue(n, out var members) && members.Contains(member));

    private static IEnumerable<string> MembersOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
}
