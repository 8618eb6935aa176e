using System.CommandLine;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary>What several commands about tickets take.</summary>
internal static class TicketInputs
{
    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]?> Many(string name, string description, string shape) => new(name) { Description = description, HelpName = shape };

    /// <summary>Puts a value into a request where there is one.</summary>
    public static void Set(JsonObject request, string member, object? value)
    {
        if (value is string[] { Length: > 0 } many)
        {
            request[member] = new JsonArray([.. many.Select(one => (JsonNode)one)]);
        }
        else if (value is not null and not string[])
        {
            request[member] = $"{value}";
        }
    }

    /// <summary>Something seen, from KIND:value.</summary>
    /// <exception cref="FailureException">It has no kind.</exception>
    public static JsonNode Observable(string text) => text.Split(':', 2) is [{ Length: > 0 } kind, { Length: > 0 } value]
        ? new JsonObject { ["kind"] = kind.ToUpperInvariant(), ["value"] = value }
        : throw CliProblems.Together($"An observable is KIND:value, such as IP_ADDRESS:203.0.113.9, not '{text}'.");
}
