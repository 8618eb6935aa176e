using Holdfast.Modules.Access.Provisioning.Resources;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>What the protocol says of itself here.</summary>
internal static class ScimDiscovery
{
    public static ServiceProviderConfigResource Config(ScimBase at) => new(
        [ScimSchemas.ServiceProviderConfig],
        null,
        new SupportResource(true),
        new BulkSupportResource(true, ScimLimits.BulkOperations, ScimLimits.BodyBytes),
        new FilterSupportResource(true, ScimLimits.PageSize),
        new SupportResource(false),
        new SupportResource(true),
        new SupportResource(true),
        [new AuthenticationSchemeResource("oauthbearertoken", "Provisioning token", "A token that an administrator of the tenant makes under Settings, sent as Authorization: Bearer.", true)],
        new MetaResource("ServiceProviderConfig", $"{at.Address}/ServiceProviderConfig"));

    public static IReadOnlyList<ResourceTypeResource> ResourceTypes(ScimBase at) =>
    [
        new([ScimSchemas.ResourceType], "User", "User", "/Users", "People of the tenant.", ScimSchemas.User, new MetaResource("ResourceType", $"{at.Address}/ResourceTypes/User")),
        new([ScimSchemas.ResourceType], "Group", "Group", "/Groups", "User groups that the identity provider keeps.", ScimSchemas.Group, new MetaResource("ResourceType", $"{at.Address}/ResourceTypes/Group")),
    ];

    public static IReadOnlyList<SchemaResource> Schemas(ScimBase at) =>
    [
        new(
            [ScimSchemas.Schema],
            ScimSchemas.User,
            "User",
            "A person of the tenant.",
            [
                Text("userName", "The e-mail address, in a domain that the tenant has verified.", required: true, uniqueness: "server"),
                Text("displayName", "What people call the person."),
                Complex("name", "The name in parts.", false, "readWrite", Text("formatted", "All of it."), Text("givenName", "The first name."), Text("familyName", "The last name.")),
                Flag("active", "Whether the person may sign in.", "readWrite"),
                Complex(
                    "emails",
                    "The address; follows userName.",
                    true,
                    "readOnly",
                    Text("value", "The address.", mutability: "readOnly"),
                    Text("type", "work.", mutability: "readOnly"),
                    Flag("primary", "True.", "readOnly")),
                Complex(
                    "groups",
                    "The groups that the person is in, as far as the identity provider keeps them.",
                    true,
                    "readOnly",
                    Text("value", "The group's id.", exact: true, mutability: "readOnly"),
                    Reference("$ref", "The group's address."),
                    Text("display", "The group's name.", mutability: "readOnly"),
                    Text("type", "direct.", mutability: "readOnly")),
            ],
            new MetaResource("Schema", $"{at.Address}/Schemas/{ScimSchemas.User}")),
        new(
            [ScimSchemas.Schema],
            ScimSchemas.Group,
            "Group",
            "A user group that the identity provider keeps.",
            [
                Text("displayName", "The name, unique in the tenant.", required: true, uniqueness: "server"),
                Complex(
                    "members",
                    "Who is in it.",
                    true,
                    "readWrite",
                    Text("value", "The user's id.", exact: true, mutability: "immutable"),
                    Reference("$ref", "The user's address."),
                    Text("display", "The user's name.", mutability: "readOnly"),
                    Text("type", "User.", mutability: "readOnly")),
            ],
            new MetaResource("Schema", $"{at.Address}/Schemas/{ScimSchemas.Group}")),
    ];

    /// <summary>All of them in one answer.</summary>
    public static ScimReply List<T>(IReadOnlyList<T> all) => new(ScimJson.Write(new ListResource<T>([ScimSchemas.ListResponse], all.Count, 1, all.Count, all)));

    private static SchemaAttributeResource Text(
        string name, string description, bool required = false, bool exact = false, string mutability = "readWrite", string uniqueness = "none") =>
        new(name, "string", false, description, required, exact, mutability, "default", uniqueness);

    private static SchemaAttributeResource Flag(string name, string description, string mutability) => new(name, "boolean", false, description, false, false, mutability, "default", "none");

    private static SchemaAttributeResource Reference(string name, string description) => new(name, "reference", false, description, false, true, "readOnly", "default", "none");

    private static SchemaAttributeResource Complex(string name, string description, bool several, string mutability, params SchemaAttributeResource[] parts) =>
        new(name, "complex", several, description, false, false, mutability, "default", "none", parts);
}
