using System.Text.Json;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>What an identity provider says of a person.</summary>
/// <param name="UserName">The e-mail address.</param>
/// <param name="ExternalId">Its own id of them.</param>
/// <param name="DisplayName">What they are called.</param>
/// <param name="Formatted">Their whole name.</param>
/// <param name="GivenName">The first name.</param>
/// <param name="FamilyName">The last name.</param>
/// <param name="Active">Whether they may sign in; null when nothing was said.</param>
internal sealed record UserDraft(string UserName, string? ExternalId, string? DisplayName, string? Formatted, string? GivenName, string? FamilyName, bool? Active)
{
    private const int MaxUsername = 60;

    /// <summary>Reads a whole resource. What is unknown is passed over, and so is a password: there are none by provisioning.</summary>
    public static Result<UserDraft> Read(JsonElement body)
    {
        if (!ScimJson.TryText(body, "userName", out var userName) || userName is null)
        {
            return ProvisioningProblems.InvalidValue("A user has a userName: the e-mail address.");
        }

        var name = default(JsonElement);
        var hasName = ScimJson.TryGet(body, "name", out name);
        if (hasName && name.ValueKind != JsonValueKind.Object)
        {
            return Bad("name");
        }

        string? formatted = null, given = null, family = null;
        if (hasName && (!ScimJson.TryText(name, "formatted", out formatted) || !ScimJson.TryText(name, "givenName", out given) || !ScimJson.TryText(name, "familyName", out family)))
        {
            return Bad("name");
        }

        if (!ScimJson.TryText(body, "externalId", out var external))
        {
            return Bad("externalId");
        }

        if (!ScimJson.TryText(body, "displayName", out var display))
        {
            return Bad("displayName");
        }

        bool? active = null;
        if (ScimJson.TryGet(body, "active", out var said))
        {
            if (!ScimJson.TryFlag(said, out var flag))
            {
                return Bad("active");
            }

            active = flag;
        }

        return new UserDraft(userName, external, display, formatted, given, family, active);
    }

    /// <summary>Sets one attribute to a value, or to none.</summary>
    /// <param name="key">Its name in lower case, with its part.</param>
    /// <param name="value">To what; null to take it away.</param>
    public Result<UserDraft> Set(string key, JsonElement? value)
    {
        switch (key)
        {
            case "username":
                return value is { } address && ScimJson.TryText(address, out var userName) && userName is not null
                    ? this with { UserName = userName }
                    : ProvisioningProblems.InvalidValue("A user has a userName: the e-mail address.");
            case "active":
                return value is { } said && ScimJson.TryFlag(said, out var active) ? this with { Active = active } : Bad("active");
            case "name" when value is { ValueKind: JsonValueKind.Object } parts:
                return parts.EnumerateObject().Aggregate((Result<UserDraft>)this, (draft, part) => draft.Succeeded ? draft.Value.Set($"name.{part.Name.ToLowerInvariant()}", part.Value) : draft);
            case "name":
                return value is null or { ValueKind: JsonValueKind.Null } ? this with { Formatted = null, GivenName = null, FamilyName = null } : Bad("name");
            case "externalid" or "displayname" or "name.formatted" or "name.givenname" or "name.familyname":
                string? text = null;
                return value is { } some && !ScimJson.TryText(some, out text) ? Bad(key) : SetText(key, text);
            case "id" or "groups" or "meta" or "schemas":
                return ProvisioningProblems.Mutability(key);
            default:
                return this;
        }
    }

    /// <summary>What the console and others call the person: from the names that there are, in the characters that user names have.</summary>
    public string Username()
    {
        string?[] candidates = [DisplayName, Formatted, $"{GivenName} {FamilyName}", UserName.Split('@')[0]];
        return candidates.Select(Fit).FirstOrDefault(c => c.Length >= 2) ?? "user";
    }

    private UserDraft SetText(string key, string? text) => key switch
    {
        "externalid" => this with { ExternalId = text },
        "displayname" => this with { DisplayName = text },
        "name.formatted" => this with { Formatted = text },
        "name.givenname" => this with { GivenName = text },
        _ => this with { FamilyName = text },
    };

    private static string Fit(string? name)
    {
        var fitting = string.Concat((name ?? "").Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '\'' ? c : ' '));
        var joined = string.Join(' ', fitting.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var cut = joined.Length <= MaxUsername ? joined : joined[..MaxUsername].TrimEnd();
        return Identity.CheckUsername(cut) is null ? cut : "";
    }

    private static Problem Bad(string attribute) => ProvisioningProblems.InvalidValue($"The value of '{attribute}' is not of its kind, or longer than {ScimLimits.MaxText} characters.");
}
