using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>An integration on the wire: where its secret is and since when, never what it is.</summary>
internal sealed record IntegrationView(
    IntegrationId Id,
    string Connector,
    string Name,
    JsonElement Settings,
    SecretRefView? SecretRef,
    IntegrationStatus Status,
    DateTimeOffset? LastTestedAt,
    string? LastError,
    DateTimeOffset CreatedAt,
    long Version) : IVersioned
{
    public static IntegrationView From(Integration integration) => new(
        integration.Id,
        integration.Connector,
        integration.Name,
        integration.Settings,
        integration.Secret is { } secret ? new SecretRefView(secret.Ref.Store, secret.Ref.Name, secret.Ref.Version, secret.SetAt) : null,
        integration.Status,
        integration.LastTestedAt,
        integration.LastError,
        integration.CreatedAt,
        integration.Version);

    public static AuditFact Fact(Integration? before, Integration? after)
    {
        var named = (after ?? before)!;
        return new("integration", named.Id.Value, named.Name, Show(before), Show(after)) { Category = AuditCategory.SystemConfig };
    }

    private static JsonElement? Show(Integration? integration) => integration is null ? null : AuditFact.Show(From(integration));
}

/// <summary>A reference to a secret, with when it was set.</summary>
internal sealed record SecretRefView(string Store, string Name, int Version, DateTimeOffset SetAt);
