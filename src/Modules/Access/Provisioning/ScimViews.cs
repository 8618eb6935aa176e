using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Http;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>People and groups as the protocol shows them.</summary>
internal static class ScimViews
{
    public static ScimReply Reply(ProvisionedUser user, ScimBase at, Projection projection, int status = 200) =>
        new(View(user, at, projection), status, user.Version, Location(at, user));

    public static ScimReply Reply(ProvisionedGroup group, ScimBase at, Projection projection, int status = 200) =>
        new(View(group, at, projection), status, group.Version, Location(at, group));

    public static JsonObject View(ProvisionedUser user, ScimBase at, Projection projection) => projection.Apply(ScimJson.Write(new UserResource(
        [ScimSchemas.User],
        user.Email,
        user.Id.ToString(),
        user.ExternalId,
        user.Formatted is null && user.GivenName is null && user.FamilyName is null ? null : new NameResource(user.Formatted, user.GivenName, user.FamilyName),
        user.DisplayName ?? user.Username,
        user.Status == UserStatus.Active,
        [new EmailResource(user.Email, "work", true)],
        user.Groups.Count == 0 ? null : [.. user.Groups.Select(g => new ReferenceResource(g.Id.ToString(), $"{at.Address}/Groups/{g.Id}", g.Name, "direct"))],
        new MetaResource("User", Location(at, user), user.CreatedAt, user.ChangedAt, IfMatch.Tag(user.Version)))));

    public static JsonObject View(ProvisionedGroup group, ScimBase at, Projection projection) => projection.Apply(ScimJson.Write(new GroupResource(
        [ScimSchemas.Group],
        group.Group.Name,
        group.Group.Id.ToString(),
        group.ExternalId,
        group.Members.Count == 0 ? null : [.. group.Members.Select(m => new ReferenceResource(m.User.ToString(), $"{at.Address}/Users/{m.User}", m.Name, "User"))],
        new MetaResource("Group", Location(at, group), group.Group.CreatedAt, group.ChangedAt, IfMatch.Tag(group.Version)))));

    private static string Location(ScimBase at, ProvisionedUser user) => $"{at.Address}/Users/{user.Id}";

    private static string Location(ScimBase at, ProvisionedGroup group) => $"{at.Address}/Groups/{group.Group.Id}";
}
