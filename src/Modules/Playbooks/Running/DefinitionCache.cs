using System.Collections.Concurrent;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Remembers versions, understood: a version's text never changes.</summary>
internal sealed class DefinitionCache(Vocabulary vocabulary)
{
    private const int MostRemembered = 1000;
    private readonly ConcurrentDictionary<(TenantId, PlaybookId, int), PlaybookDefinition> known = new();

    /// <summary>A version; null when there is none, or this version of the product does not understand it.</summary>
    public async Task<PlaybookDefinition?> Find(Change change, PlaybookId playbook, int number, CancellationToken ct)
    {
        var key = (change.Op.Tenant, playbook, number);
        if (known.TryGetValue(key, out var definition))
        {
            return definition;
        }

        if (await PlaybooksDb.Text(change, playbook, number, ct) is not { } version || PlaybookText.Parse(version.Text, vocabulary).Definition is not { } read)
        {
            return null;
        }

        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        return known[key] = read;
    }
}
