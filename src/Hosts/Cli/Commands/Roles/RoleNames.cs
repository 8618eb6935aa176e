using System.Text.Json;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary>People name a role by its id or by its name; the API knows its id.</summary>
internal static class RoleNames
{
    /// <summary>The id of a role; what was typed when there is none, for the server to refuse.</summary>
    public static async Task<string> Find(Call call, string named, CancellationToken ct) => (await Find(call, [named], ct))[0];

    /// <summary>The ids of several roles.</summary>
    public static async Task<string[]> Find(Call call, string[] named, CancellationToken ct)
    {
        if (named.Length == 0)
        {
            return [];
        }

        using var all = JsonDocument.Parse(await call.Api.Get("api/roles", ct));
        var roles = all.RootElement.GetProperty("items").EnumerateArray().Select(r => (Id: r.GetProperty("id").GetString()!, Name: r.GetProperty("name").GetString()!)).ToArray();
        return [.. named.Select(text => Match(roles, text.Trim()))];
    }

    private static string Match((string Id, string Name)[] roles, string text) =>
        Array.Find(roles, r => r.Id.Equals(text.Replace('-', '_'), StringComparison.OrdinalIgnoreCase) || r.Id.Equals(text, StringComparison.OrdinalIgnoreCase)).Id
        ?? Array.Find(roles, r => r.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Id
        ?? text;
}
