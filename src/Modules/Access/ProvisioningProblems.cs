using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What can stand in the way of what an identity provider wants, and of its tokens.</summary>
internal static class ProvisioningProblems
{
    public static Problem TokenInvalid { get; } =
        new(ProblemKind.Unauthenticated, "auth.invalid_provisioning_token", "The provisioning token is not valid, has expired or was revoked.");

    public static Problem TokenNotFound { get; } = new(ProblemKind.NotFound, "provisioning_token.not_found", "There is no such provisioning token.");

    public static Problem TokenEnded { get; } = new(ProblemKind.Conflict, "provisioning_token.ended", "This provisioning token was revoked already.");

    public static Problem BadTokenName { get; } =
        Problem.OfField("provisioning_token.bad_name", "name", $"A name has 1 to {ProvisioningToken.MaxName} characters on one line.");

    public static Problem BadTokenExpiry { get; } =
        Problem.OfField("provisioning_token.bad_expiry", "expiresAt", $"A token ends in the future, within {ProvisioningToken.MaxDays} days.");

    public static Problem BadTokenRate { get; } =
        Problem.OfField("provisioning_token.bad_rate", "ratePerMinute", $"A rate is a number from 1 to {ProvisioningToken.MaxRatePerMinute}.");

    public static Problem TooManyTokens { get; } =
        new(ProblemKind.Conflict, "provisioning_token.too_many", $"A tenant has at most {ProvisioningToken.MaxPerTenant} provisioning tokens; revoke one first.");

    public static Problem TokenEscalation { get; } = new(
        ProblemKind.Forbidden,
        "provisioning_token.escalation",
        "Whoever has the token chooses who is in the groups that it makes, and so who has their roles: it is made by who has every permission on the whole tenant.");

    /// <summary>Of what people want to change.</summary>
    public static Problem GroupIsProvisioned { get; } =
        new(ProblemKind.Conflict, "user_group.provisioned", "The tenant's identity provider keeps the name of this group and who is in it: change them there.");

    public static Problem UserNotFound { get; } = new(ProblemKind.NotFound, "user.not_found", "There is no such user.");

    public static Problem GroupNotFound { get; } = new(ProblemKind.NotFound, "user_group.not_found", "There is no such user group.");

    public static Problem NoMe { get; } =
        new(ProblemKind.NotSupported, "provisioning.no_me", "A provisioning token is nobody of the tenant's people, so there is no /Me.");

    public static Problem SchemaNotFound { get; } = new(ProblemKind.NotFound, "provisioning.no_such_schema", "There is no such schema or resource type.");

    public static Problem InvalidFilter(string why) => new(ProblemKind.Invalid, "provisioning.invalid_filter", $"The filter cannot be used. {why}");

    public static Problem InvalidPath(string why) => new(ProblemKind.Invalid, "provisioning.invalid_path", $"The path cannot be used. {why}");

    public static Problem InvalidSyntax(string why) => new(ProblemKind.Invalid, "provisioning.invalid_syntax", why);

    public static Problem InvalidValue(string why) => new(ProblemKind.Invalid, "provisioning.invalid_value", why);

    public static Problem NoTarget(string why) => new(ProblemKind.Invalid, "provisioning.no_target", why);

    public static Problem Mutability(string attribute) => new(ProblemKind.Invalid, "provisioning.mutability", $"'{attribute}' is not changed by provisioning.");

    public static Problem TooMany(string why) => new(ProblemKind.Invalid, "provisioning.too_many", why);

    public static Problem ForeignDomain(string domain) => new(
        ProblemKind.Invalid, "provisioning.foreign_domain", $"userName is an e-mail address in a domain that the tenant has verified, and '{domain}' is none. Add it in the tenant's settings first.");

    /// <summary>What an administrator has decided, a sync does not undo.</summary>
    public static Problem DisabledByHand { get; } =
        new(ProblemKind.Conflict, "provisioning.disabled_by_hand", "Somebody of the tenant has disabled this account: it is enabled there, and not by provisioning.");

    public static Problem BulkTooLarge { get; } =
        new(ProblemKind.TooLarge, "provisioning.bulk_too_large", $"A bulk request holds at most {ScimLimits.BulkOperations} operations.");

    public static Problem BulkCycle { get; } =
        new(ProblemKind.Conflict, "provisioning.bulk_cycle", "Operations of this bulk request wait for one another in a circle. Nothing was done.");

    public static Problem BulkReference(string id) =>
        new(ProblemKind.Conflict, "provisioning.bulk_reference", $"'bulkId:{id}' names an operation of this request that made nothing, or none at all.");
}
