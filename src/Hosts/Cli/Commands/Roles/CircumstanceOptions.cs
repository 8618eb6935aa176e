using System.CommandLine;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary>The options that say under which circumstances somebody would try; without one, as the server takes a question.</summary>
internal sealed class CircumstanceOptions
{
    public Option<string?> At { get; } = Inputs.Time("--at", "As if it were then.");

    public Option<string?> From { get; } = Inputs.Text("--from", "As if they came from this address.", "ADDRESS");

    public Option<bool> SecondFactor { get; } = new("--second-factor") { Description = "As if they had signed in with a second factor." };

    public Option[] All => [At, From, SecondFactor];

    /// <summary>The circumstances as the API names them; null when none was named.</summary>
    public JsonObject? Named(Call call) => call.Get(At) is null && call.Get(From) is null && !call.Get(SecondFactor)
        ? null
        : new JsonObject { ["at"] = call.Get(At), ["address"] = call.Get(From), ["secondFactor"] = call.Get(SecondFactor) };
}
