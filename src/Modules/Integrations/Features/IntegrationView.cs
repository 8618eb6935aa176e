using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>An integration on the wire: where its secret is and since when, never what it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Connector">The connector's key, from GET /api/connectors.</param>
/// <param name="Name">What people call it; unique in the tenant.</param>
/// <param name="Settings">As the connector describes its settings.</param>
/// <param name="SecretRef">Where the secret lies; null when there is none.</param>
/// <param name="Status">Whether it worked when it was last tried.</param>
/// <param name="LastTestedAt">When it was last tried; null for never.</param>
/// <param name="LastError">Why it did not work then; null when it did.</param>
/// <param name="OrganizationId">The organization that it is for; null for the whole tenant.</param>
/// <param name="GroupId">The group that it is for; null for more than one.</param>
/// <param name="LastSuccessAt">When something was last read through it or posted to it; null for never.</param>
/// <param name="FailingFeeds">How many of its feeds have failed several times in a row: GET /api/integrations/{id}/feeds says why.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Counts the changes; the ETag.</param>
internal sealed record IntegrationView(
    IntegrationId Id,
    string Connector,
    string Name,
    JsonElement Settings,
    SecretRefView? SecretRef,
    IntegrationStatus Status,
    DateTimeOffset? LastTestedAt,
    string? LastError,
    Guid? OrganizationId,
    Guid? GroupId,
    DateTimeOffset? LastSuccessAt,
    int FailingFeeds,
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
        integration.Place.Organization,
        integration.Place.Group,
        integration.LastSuccessAt,
        integration.FailingFeeds,
        integration.CreatedAt,
        integration.Version);

    public static AuditFact Fact(Integration? before, Integration? after)
    {
        var named = (after ?? before)!;
        return new("integration", named.Id.Value, named.Name, Show(before), Show(after)) { Category = AuditCategory.SystemConfig, Path = named.Place };
    }

    private static JsonElement? Show(Integration? integration) => integration is null ? null : AuditFact.Show(From(integration));
}

/// <summary>A reference to a secret, with when it was set.</summary>
/// <param name="Store">Which store keeps it: <c>local</c>, the database under the key file, or <c>azure</c>, the Key Vault.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Version">1 for the first value, one more for each that replaced it.</param>
/// <param name="SetAt">When this value was set.</param>
internal sealed record SecretRefView(string Store, string Name, int Version, DateTimeOffset SetAt);
