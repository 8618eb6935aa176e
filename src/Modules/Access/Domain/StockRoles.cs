using Holdfast.Modules.Access.Contracts;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What each stock role may do. The authorization matrix in the tests shows the outcome for every endpoint.</summary>
internal static class StockRoles
{
    private static readonly string[] Reads =
        ["tenants:read", "structure:read", "users:read", "fleet:read", "tickets:read", "integrations:read", "webhooks:read"];

    public static IReadOnlyList<string> Grants(Role role) => role switch
    {
        Role.Admin => ["*"],
        Role.Manager => [.. Reads, "structure:write", "fleet:*", "tickets:*"],
        Role.Member => ["tenants:read", "structure:read", "fleet:write", "tickets:write", "integrations:read"],
        Role.ReadOnly => [.. Reads, "audit:read"],
        Role.SecurityAnalyst => ["tenants:read", "structure:read", "fleet:write", "tickets:*", "integrations:read", "audit:read"],
        Role.DatabaseAdmin => ["tenants:read", "structure:read", "fleet:read"],
        Role.Auditor => [.. Reads, "audit:*"],
        Role.User => ["tenants:read", "structure:read", "fleet:read", "tickets:write", "tickets:execute", "integrations:read"],
        _ => [],
    };
}
