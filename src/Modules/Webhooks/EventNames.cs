using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Webhooks;

/// <summary>What an endpoint may ask for: the events that the modules publish, or all of them.</summary>
internal sealed class EventNames(IReadOnlyList<ModuleManifest> modules)
{
    public const string Every = EventInterest.Every;

    private const int Most = 500;
    private readonly HashSet<string> published = modules.SelectMany(m => m.Publishes).Select(e => e.Name).ToHashSet(StringComparer.Ordinal);

    public Problem? Check(IReadOnlyList<string> names)
    {
        if (names.Count is 0 or > Most || names.Any(n => n is null) || names.Distinct(StringComparer.Ordinal).Count() != names.Count || (names.Contains(Every) && names.Count > 1))
        {
            return WebhooksProblems.BadEvents;
        }

        return names.FirstOrDefault(n => n != Every && !published.Contains(n)) is { } unknown ? WebhooksProblems.UnknownEvent(unknown) : null;
    }
}
