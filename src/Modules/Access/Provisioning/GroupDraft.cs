using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Provisioning.Filters;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>What becomes of who is in a group.</summary>
/// <param name="IsCleared">Everybody goes who is not added.</param>
/// <param name="Added">Who comes in, unless they are in it.</param>
/// <param name="Removed">Who goes, if they are in it.</param>
internal sealed record MemberChange(bool IsCleared, IReadOnlyList<UserId> Added, IReadOnlyList<UserId> Removed)
{
    /// <summary>Everybody stays.</summary>
    public static MemberChange None { get; } = new(false, [], []);

    public bool IsNone => !IsCleared && Added.Count + Removed.Count == 0;

    public MemberChange Add(IReadOnlyList<UserId> users) => this with { Added = [.. Added.Union(users)], Removed = [.. Removed.Except(users)] };

    public MemberChange Remove(IReadOnlyList<UserId> users) => this with { Added = [.. Added.Except(users)], Removed = [.. Removed.Union(users)] };

    /// <summary>These and nobody else.</summary>
    public static MemberChange Put(IReadOnlyList<UserId> users) => new(true, [.. users.Distinct()], []);
}

/// <summary>What an identity provider says of a user group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ExternalId">Its own id of it.</param>
/// <param name="Members">What becomes of who is in it.</param>
internal sealed record GroupDraft(string Name, string? ExternalId, MemberChange Members)
{
    /// <summary>Reads a whole resource: whoever is not in it is not in the group.</summary>
    public static Result<GroupDraft> Read(JsonElement body)
    {
        if (!ScimJson.TryText(body, "displayName", out var name) || name is null || UserGroup.Check(name, null) is not null)
        {
            return BadName;
        }

        if (!ScimJson.TryText(body, "externalId", out var external))
        {
            return BadExternalId;
        }

        return ScimJson.TryGet(body, "members", out var members)
            ? Ids(members).Map(ids => new GroupDraft(name, external, MemberChange.Put(ids)))
            : new GroupDraft(name, external, MemberChange.Put([]));
    }

    /// <summary>Does one operation of a PATCH at an attribute.</summary>
    /// <param name="verb">What is done.</param>
    /// <param name="key">The attribute's name in lower case, with its part.</param>
    /// <param name="which">Which of its values; null for all.</param>
    /// <param name="value">With what; null when nothing was said.</param>
    public Result<GroupDraft> Apply(PatchVerb verb, string key, Filter? which, JsonElement? value)
    {
        switch (key)
        {
            case "displayname":
                return verb != PatchVerb.Remove && value is { } said && ScimJson.TryText(said, out var name) && name is not null && UserGroup.Check(name, null) is null ? this with { Name = name } : BadName;
            case "externalid":
                string? external = null;
                return verb != PatchVerb.Remove && value is { } some && !ScimJson.TryText(some, out external) ? BadExternalId : this with { ExternalId = external };
            case "members" when which is not null:
                return Named(which).Map(ids => verb == PatchVerb.Remove ? this with { Members = Members.Remove(ids) } : this);
            case "members" when verb == PatchVerb.Remove && value is null or { ValueKind: JsonValueKind.Null }:
                return this with { Members = MemberChange.Put([]) };
            case "members" when value is { } list:
                return Ids(list).Map(ids => this with
                {
                    Members = verb switch { PatchVerb.Add => Members.Add(ids), PatchVerb.Remove => Members.Remove(ids), _ => MemberChange.Put(ids) },
                });
            case "members":
                return ProvisioningProblems.InvalidValue("It is not said which members.");
            case "id" or "meta" or "schemas":
                return ProvisioningProblems.Mutability(key);
            default:
                return this;
        }
    }

    private static Problem BadName => ProvisioningProblems.InvalidValue("A group has a displayName of 1 to 100 characters.");

    private static Problem BadExternalId => ProvisioningProblems.InvalidValue($"externalId is a text of at most {ScimLimits.MaxText} characters.");

    // One object or several, each with the id of a person as its value.
    private static Result<IReadOnlyList<UserId>> Ids(JsonElement members)
    {
        if (members.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            return ProvisioningProblems.InvalidValue("Members are a list of objects, each with the id of a user as its value.");
        }

        var ids = new List<UserId>();
        foreach (var member in members.ValueKind == JsonValueKind.Array ? members.EnumerateArray() : [])
        {
            if (Add(member) is { } problem)
            {
                return problem;
            }
        }

        return members.ValueKind == JsonValueKind.Object && Add(members) is { } wrong ? wrong : ids;

        Problem? Add(JsonElement member)
        {
            if (ids.Count == ScimLimits.MembersPerRequest)
            {
                return ProvisioningProblems.TooMany($"One request names at most {ScimLimits.MembersPerRequest} members; send the others with another.");
            }

            if (member.ValueKind != JsonValueKind.Object || !ScimJson.TryText(member, "value", out var value) || !Id.TryParse<UserId>(value, out var id))
            {
                return ProvisioningProblems.InvalidValue("One of the members is no object with the id of a user as its value.");
            }

            ids.Add(id);
            return null;
        }
    }

    // value eq "…" or value eq "…": those whose ids these are.
    private static Result<IReadOnlyList<UserId>> Named(Filter which)
    {
        var ids = new List<UserId>();
        return Collect(which)
            ? ids
            : ProvisioningProblems.InvalidPath("Members are named by value eq and the id of a user.");

        bool Collect(Filter filter)
        {
            switch (filter)
            {
                case Filter.Or(var left, var right):
                    return Collect(left) && Collect(right);
                case Filter.Compare { Attribute.Key: "value", Comparison: Comparison.Equal, Value: { Kind: LiteralKind.Text, Text: var text } }:
                    // What is no id is nobody's.
                    if (Id.TryParse<UserId>(text, out var id))
                    {
                        ids.Add(id);
                    }

                    return true;
                default:
                    return false;
            }
        }
    }
}
