using System.CommandLine;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary>The options that say what is to be done in which outside product.</summary>
internal sealed class ActionOptions
{
    private readonly Option<Guid?> integration = Inputs.Id("--integration", "The integration that carries the action out; with --action.");
    private readonly Option<string?> action = Inputs.Text("--action", "What it does, by its key, such as grafana.annotate; with --integration.", "KEY");
    private readonly Option<string?> parameters = Inputs.Text("--parameters", "What the action needs, as a JSON object, or @FILE to read it from a file.", "JSON");

    public Symbol[] All => [integration, action, parameters];

    /// <summary>The request's action; null when none is named.</summary>
    /// <exception cref="FailureException">Half of it is named, or the parameters are no JSON object.</exception>
    public JsonObject? Read(Call call) => (call.Get(integration), call.Get(action), call.Get(parameters)) switch
    {
        (null, null, null) => null,
        ({ } through, { Length: > 0 } what, var with) => new JsonObject { ["integrationId"] = through, ["action"] = what, ["parameters"] = JsonText.Read("--parameters", with ?? "{}") },
        _ => throw CliProblems.Together("An action needs both --integration and --action; --parameters goes with them."),
    };
}
