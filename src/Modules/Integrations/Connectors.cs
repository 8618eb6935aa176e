using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>The connectors that the host has registered, and what their descriptions demand.</summary>
internal sealed class Connectors
{
    private readonly Dictionary<string, IConnector> byKey;

    /// <exception cref="InvalidOperationException">Two connectors, actions, reads or documents have the same key, or a description contradicts itself.</exception>
    public Connectors(IEnumerable<IConnector> connectors)
    {
        All = [.. connectors.OrderBy(c => c.Description.Key, StringComparer.Ordinal)];
        byKey = All.ToDictionary(c => c.Description.Key, StringComparer.Ordinal);
        var keys = All.Select(c => c.Description).SelectMany(d => d.Actions.Select(a => a.Key).Concat(d.Reads.Select(r => r.Key)).Concat(d.Inbound.Select(n => n.Key)));
        if (keys.GroupBy(key => key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two things that connectors do are called {twice.Key}.");
        }

        foreach (var description in All.Select(c => c.Description))
        {
            Check(description);
        }
    }

    public IReadOnlyList<IConnector> All { get; }

    public IConnector? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>A connector's action; null when there is none of either.</summary>
    public ActionDescription? Action(string connector, string action) => Find(connector) is { } found ? Action(found, action) : null;

    /// <summary>A connector's read; null when there is none of either.</summary>
    public ReadDescription? Read(string connector, string read) => Find(connector)?.Description.Reads.FirstOrDefault(r => r.Key == read);

    /// <summary>A document that a connector's product posts; null when there is none of either.</summary>
    public InboundDescription? Inbound(string connector, string inbound) => Find(connector)?.Description.Inbound.FirstOrDefault(i => i.Key == inbound);

    /// <summary>The keys of the connectors that have an action for a purpose.</summary>
    public string[] With(ActionPurpose purpose) => [.. All.Where(c => c.Description.Actions.Any(a => a.Purpose == purpose)).Select(c => c.Description.Key)];

    public Problem? CheckAction(string connector, string action, JsonElement parameters, string field)
    {
        if (Action(connector, action) is not { } description)
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

    // A secret parameter would stand in rows; an inverse that is not there would be promised to people.
    private static void Check(ConnectorDescription description)
    {
        var shown = description.Settings.Concat(description.Actions.SelectMany(a => a.Parameters.Concat(a.Result)));
        if (shown.FirstOrDefault(HoldsSecret) is { } field)
        {
            throw new InvalidOperationException($"{description.Key}: '{field.Name}' is a secret and stands where values are shown.");
        }

        if (description.Actions.FirstOrDefault(a => a.Inverse is { } inverse && description.Actions.All(other => other.Key != inverse)) is { } action)
        {
            throw new InvalidOperationException($"{action.Key} has the inverse {action.Inverse}, which is not there.");
        }
    }

    private static bool HoldsSecret(FieldDescription field) => field.Type == FieldType.Secret || field.Members.Any(HoldsSecret) || (field.Item is { } item && HoldsSecret(item));

    private static ActionDescription? Action(IConnector connector, string action) => connector.Description.Actions.FirstOrDefault(a => a.Key == action);

    private static string? Raw(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;
}
