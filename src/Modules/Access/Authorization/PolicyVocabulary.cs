using System.Collections.Frozen;
using System.Net;
using System.Text;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Residuals;
using Holdfast.Modules.Access.Policies.Schema;
using Holdfast.Modules.Access.Policies.Values;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>
/// What tenants' policies are written about: people, keys, roles and groups as principals; every permission as an action, in the groups of its area and its
/// verb; the nodes of the tenant's tree as resources; and the circumstances as the context. The one place where these words are made and read.
/// </summary>
internal sealed class PolicyVocabulary
{
    public const string User = "User";
    public const string UserGroup = "UserGroup";
    public const string Role = "Role";
    public const string ApiKey = "ApiKey";
    private const string Action = "Action";

    private const string Types = """
        // A role, stock (Role::"MEMBER") or the tenant's own, by its id. A role that inherits from another is in it.
        entity Role in [Role];

        // A group of people, by its id.
        entity UserGroup;

        // A person, by their id: in the groups they are in and in the roles they have anywhere in the tenant, guests too. Who acts here from a tenant above is a visitor, and in no role and no group.
        entity User in [UserGroup, Role] = {
          "visitor": Bool,
        };

        // A program's key, by its id, in the roles it was given. A test key has no effect outside the platform.
        entity ApiKey in [Role] = {
          "test": Bool,
        };

        // The nodes of the tenant's tree, by their ids. What hangs at a node, a ticket or a webhook, counts as the node. A device's "score" is 1 to 100.
        entity Tenant;
        entity Organization in [Tenant];
        entity Group in [Organization];
        entity Device in [Group] = {
          "os": String,
          "score"?: Long,
          "lastSeenAt"?: datetime,
        };

        // "methods" are those of RFC 8176 (pwd, otp, hwk, swk, mfa); "mfa": with a second factor. "via": "session" or "key". "operation": as in the audit log, where one is under way.
        type Circumstances = {
          "now": datetime,
          "address"?: ipaddr,
          "methods": Set<String>,
          "mfa": Bool,
          "signedInAt"?: datetime,
          "via": String,
          "operation"?: String,
        };

        """;

    // What people call the nodes' types; in the order of ScopeLevel.
    private static readonly string[] Nodes = ["Tenant", "Organization", "Group", "Device"];

    private readonly FrozenDictionary<string, EntityUid> actions;

    public PolicyVocabulary(RoleTable table)
    {
        Permissions = table.All;
        SchemaText = Write(Permissions);
        Schema = PolicySchema.Parse(SchemaText) is { Value: { } read } ? read : throw new InvalidOperationException("The schema of policies cannot be read.");
        ActionStore = new EntityStore(Schema.ActionEntities);
        actions = Permissions.ToFrozenDictionary(p => p.Name, p => new EntityUid(Action, p.Name), StringComparer.Ordinal);
    }

    /// <summary>All permissions that there are.</summary>
    public IReadOnlyList<Permission> Permissions { get; }

    /// <summary>In Cedar's syntax for schemas, for people and their tools.</summary>
    public string SchemaText { get; }

    public PolicySchema Schema { get; }

    /// <summary>The actions with their groups: what is the same in every decision.</summary>
    public EntityStore ActionStore { get; }

    /// <summary>Whether policies have nothing to say about a permission: to write them, and so to take them away, stays with who has it by a role.</summary>
    public static bool IsExempt(string permission) => permission == AccessPermissions.ReadPolicies.Name || permission == AccessPermissions.WritePolicies.Name;

    /// <summary>A permission as an action.</summary>
    public EntityUid ActionOf(string permission) => actions[permission];

    public static EntityUid GroupOf(Guid group) => new(UserGroup, group.ToString());

    public static EntityUid RoleOf(string role) => new(Role, role);

    public static EntityUid KeyOf(Guid key) => new(ApiKey, key.ToString());

    public static EntityUid PersonOf(Guid user) => new(User, user.ToString());

    /// <summary>Who acts, as an entity.</summary>
    public static EntityUid UidOf(Principal principal) => new(principal.Kind == PrincipalKind.ApiKey ? ApiKey : User, principal.Id?.ToString() ?? "");

    /// <summary>What is known of a principal that acts in a tenant.</summary>
    public static Entity EntityOf(Principal principal, TenantId tenant)
    {
        var membership = principal.MembershipIn(tenant);
        EntityUid[] above = membership is null ? [] : [.. membership.UserGroups.Select(GroupOf), .. membership.Roles.Select(RoleOf)];
        return new Entity(
            UidOf(principal),
            // Names and addresses are chosen by who may write users and keys: they prove nothing, and no right hangs on them.
            new RecordValue([principal.Kind == PrincipalKind.ApiKey ? new("test", BoolValue.Of(principal.IsTest)) : new("visitor", BoolValue.Of(membership is null))]),
            above);
    }

    /// <summary>What is known of a device.</summary>
    public static Entity EntityOf(DevicePosture posture)
    {
        var values = new List<KeyValuePair<string, CedarValue>> { new("os", new StringValue(posture.Os)) };
        if (posture.Score is { } score)
        {
            values.Add(new("score", new LongValue(score)));
        }

        if (posture.LastSeenAt is { } seen)
        {
            values.Add(new("lastSeenAt", new DateTimeValue(seen.ToUnixTimeMilliseconds())));
        }

        return new Entity(new EntityUid(Nodes[(int)ScopeLevel.Device], posture.Device.ToString()), new RecordValue(values), []);
    }

    /// <summary>The circumstances as a context.</summary>
    public static RecordValue ContextOf(Principal principal, Circumstances of)
    {
        var values = new List<KeyValuePair<string, CedarValue>>
        {
            new("now", new DateTimeValue(of.Now.ToUnixTimeMilliseconds())),
            new("methods", new SetValue(of.Methods.Select(m => new StringValue(m)))),
            new("mfa", BoolValue.Of(of.Methods.HasSecondFactor())),
            new("via", new StringValue(principal.Kind == PrincipalKind.ApiKey ? "key" : "session")),
        };
        if (of.SignedInAt is { } signedIn)
        {
            values.Add(new("signedInAt", new DateTimeValue(signedIn.ToUnixTimeMilliseconds())));
        }

        if (of.Operation is { } operation)
        {
            values.Add(new("operation", new StringValue(operation)));
        }

        if (AddressOf(of.Address) is { } address)
        {
            values.Add(new("address", address));
        }

        return new RecordValue(values);
    }

    /// <summary>The part of a tenant's tree for which a residual condition holds; null when that cannot be told.</summary>
    /// <param name="residual">Which.</param>
    /// <param name="tenant">Whose tree.</param>
    /// <param name="devices">What is known of its devices; null when it is not known.</param>
    public static Reach? ReachOf(Residual residual, TenantId tenant, IReadOnlyList<Entity>? devices) => residual switch
    {
        Residual.Constant constant => constant.Value ? Reach.All : Reach.None,
        Residual.Within within => NodeOf(within.Entity, tenant) is { } node ? Reach.Within([node]) : Reach.None,
        Residual.Exactly exactly => NodeOf(exactly.Entity, tenant) is { } node ? Reach.Within([node]).And(node.Level == ScopeLevel.Device ? Reach.All : Reach.At(node.Level)) : Reach.None,
        Residual.OfType type => Array.IndexOf(Nodes, type.Type) is >= 0 and var level ? Reach.At((ScopeLevel)level) : Reach.None,
        Residual.Both both => ReachOf(both.Left, tenant, devices) is { } left && ReachOf(both.Right, tenant, devices) is { } right ? left.And(right) : null,
        Residual.Either either => ReachOf(either.Left, tenant, devices) is { } left && ReachOf(either.Right, tenant, devices) is { } right ? left.Or(right) : null,
        Residual.Negation not => ReachOf(not.Part, tenant, devices)?.Not(),
        Residual.Asked asked => devices is not null && asked.Question.Answers(devices) is { } answers
            ? Reach.Within(devices.Where((_, i) => asked.OfFailure ? answers[i] is null : answers[i] == true).Select(d => new Scope(ScopeLevel.Device, Guid.Parse(d.Uid.Id))))
            : null,
        _ => throw new InvalidOperationException($"{residual.GetType()} is no residual condition."),
    };

    /// <summary>What is wrong with an id that a policy names; null when it can be one.</summary>
    public static string? WrongIdOf(EntityUid uid) =>
        uid.Type == Action || (uid.Type == Role && RoleTable.Find(uid.Id) is not null) ? null
        : Guid.TryParseExact(uid.Id, "D", out var id) && id.ToString() == uid.Id ? null
        : uid.Type == Role ? $"{uid} is no role: roles are named by their ids, a stock role's as GET /api/roles has it."
        : $"{uid} has no id of ours: ids are UUIDs in small letters, with hyphens.";

    private static Scope? NodeOf(EntityUid uid, TenantId tenant) =>
        Array.IndexOf(Nodes, uid.Type) is >= 0 and var level && Guid.TryParse(uid.Id, out var id) && (level > 0 || id == tenant.Value) ? new Scope((ScopeLevel)level, id) : null;

    private static IpValue? AddressOf(IPAddress? address)
    {
        var from = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return from is null ? null : IpValue.From(from);
    }

    private static string Write(IReadOnlyList<Permission> permissions)
    {
        var text = new StringBuilder(Types);
        string[] groups = [.. permissions.SelectMany(p => new[] { p.Area, p.Verb }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        text.Append("// Groups of actions: by what they are about, and by what they do.\naction ").AppendJoin(", ", groups.Select(g => $"\"{g}\"")).Append(";\n");
        foreach (var permission in permissions)
        {
            text.Append($$"""

                // {{permission.Meaning}}
                action "{{permission.Name}}" in ["{{permission.Area}}", "{{permission.Verb}}"] appliesTo {
                  principal: [{{User}}, {{ApiKey}}],
                  resource: [{{string.Join(", ", Nodes)}}],
                  context: Circumstances,
                };

                """);
        }

        return text.ToString();
    }
}
