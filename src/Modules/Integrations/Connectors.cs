using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>The connectors that the host has registered, and what their descriptions demand.</summary>
internal sealed class Connectors
{
    private readonly Dictionary<string, IConnector> byKey;

    /// <exception cref="InvalidOperationException">Two connectors or actions have the same key.</exception>
    public Connectors(IEnumerable<IConnector> connectors)
    {
        All = [.. connectors.OrderBy(c => c.Description.Key, StringComparer.Ordinal)];
        byKey = All.ToDictionary(c => c.Description.Key, StringComparer.Ordinal);
        if (All.SelectMany(c => c.Description.Actions).GroupBy(a => a.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two actions are called {twice.Key}.");
        }
    }

    public IReadOnlyList<IConnector> All { get; }

    public IConnector? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The keys of the connectors that can do an action.</summary>
    public string[] With(string action) => [.. All.Where(c => Action(c, action) is not null).Select(c => c.Description.Key)];

    public Problem? CheckAction(string connector, string action, JsonElement parameters, string field)
    {
        if (Find(connector) is not { } found || Action(found, action) is not { } description)
        {
            return IntegrationsProblems.UnknownAction(field);
        }

        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        FieldRules.Check(description.Parameters, parameters, field + ".parameters", wrong);
        return wrong.Count > 0 ? IntegrationsProblems.BadParameters(wrong) : null;
    }

    /// <summary>What is wrong with settings and, where one is given, a secret.</summary>
    /// <param name="connector">Whose description counts.</param>
    /// <param name="settings">As sent.</param>
    /// <param name="secret">As sent.</param>
    /// <param name="keepsSecret">Whether a secret that is not sent is there already.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Problem?> CheckSettings(IConnector connector, JsonElement settings, JsonElement? secret, bool keepsSecret, CancellationToken ct)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        FieldRules.Check(connector.Description.Settings, settings, "settings", wrong);
        if (secret is not null || !keepsSecret)
        {
            FieldRules.Check(connector.Description.Secrets, secret, "secret", wrong);
        }

        return wrong.Count > 0 ? IntegrationsProblems.BadFields(wrong) : await connector.Check(new FieldValues(settings), ct);
    }

    /// <summary>The setting that says where the secret goes and that a change would alter; null when there is none.</summary>
    public static string? Rebinds(IConnector connector, JsonElement before, JsonElement after) =>
        connector.Description.Settings.FirstOrDefault(f => f.BindsSecret && Raw(before, f.Name) != Raw(after, f.Name))?.Name;

    private static ActionDescription? Action(IConnector connector, string action) => connector.Description.Actions.FirstOrDefault(a => a.Key == action);

    private static string? Raw(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;
}
