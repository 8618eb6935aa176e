using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What can stand in the way of signing in by somebody else's word.</summary>
internal static class SingleSignOnProblems
{
    /// <summary>The same for a company that is not there, one without a provider, and an address of no company's domain.</summary>
    public static Problem Unknown { get; } =
        new(ProblemKind.NotFound, "sso.unknown", "No identity provider is known for this. Sign in with your password, or ask your administrator for your company's short name.");

    /// <summary>The same for one that never was, was completed, is too old and is another browser's.</summary>
    public static Problem FlowInvalid { get; } =
        new(ProblemKind.Unauthenticated, "sso.flow_invalid", "This sign-in was completed, took too long or was begun in another browser; begin it again.");

    public static Problem AnswerInvalid { get; } =
        new(ProblemKind.Unauthenticated, "sso.answer_invalid", "What the identity provider answered does not hold. An administrator sees in the log what is wrong with it.");

    public static Problem ProviderAway { get; } =
        new(ProblemKind.Unavailable, "sso.provider_away", "The identity provider cannot be reached, or answers nothing that can be used; try again, or have an administrator test it.", RetryAfter: TimeSpan.FromSeconds(30));

    /// <summary>The same for who has no account and gets none, whose account is another tenant's, and whose address proves nothing.</summary>
    public static Problem Refused { get; } =
        new(ProblemKind.Forbidden, "sso.refused", "The identity provider knows you, and you are not let in here by it. Ask an administrator of your company.");

    public static Problem TooManyGroups { get; } =
        new(ProblemKind.Forbidden, "sso.too_many_groups", "You are in more groups than the identity provider sends. Have it send the groups alone that are assigned to this application.");

    /// <summary>Of somebody whose password or passkey was right.</summary>
    public static Problem Required { get; } =
        new(ProblemKind.Forbidden, "access.sso_required", "Your company lets you in by its identity provider alone: sign in with that.");

    public static Problem LogoutTokenInvalid { get; } = new(ProblemKind.Invalid, "sso.logout_token_invalid", "What is to end a session does not hold, or came before.");

    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "identity_provider.not_found", "There is no such identity provider.");

    public static Problem Exists { get; } = new(ProblemKind.Conflict, "identity_provider.exists", "The tenant has an identity provider of this name.");

    public static Problem TooMany { get; } =
        new(ProblemKind.Conflict, "identity_provider.too_many", $"A tenant has at most {IdentityProvider.MaxPerTenant} identity providers; remove one first.");

    public static Problem Escalation { get; } =
        new(ProblemKind.Forbidden, "identity_provider.escalation", "Who configures an identity provider can be anybody in the tenant by it: that takes everything that an administrator may do.");

    public static Problem StillRequired { get; } =
        new(ProblemKind.Conflict, "identity_provider.still_required", "People of the tenant sign in by identity providers alone, and this is the last that is enabled: change the sign-in rules first.");

    /// <summary>A secret goes only where it was meant to go.</summary>
    public static Problem SecretNeeded { get; } =
        Problem.OfField("identity_provider.secret_needed", "clientSecret", "The issuer or the client is another: give its secret too, or say that there is none.");

    public static Problem BadName { get; } = Problem.OfField("identity_provider.bad_name", "name", $"A name has 1 to {ProviderSettings.MaxName} characters on one line.");

    public static Problem BadIssuer { get; } =
        Problem.OfField("identity_provider.bad_issuer", "issuer", "An issuer is an https address without a question mark or a hash, exactly as the provider writes it.");

    public static Problem GoogleIssuer { get; } = Problem.OfField("identity_provider.google_issuer", "issuer", $"Google's issuer is {ProviderSettings.GoogleIssuer}.");

    public static Problem EntraIssuer { get; } = Problem.OfField(
        "identity_provider.entra_issuer", "issuer", "Entra's issuer is https://login.microsoftonline.com/<id of your directory>/v2.0: one that is everybody's proves nothing.");

    public static Problem BadClientId { get; } = Problem.OfField("identity_provider.bad_client_id", "clientId", $"A client id has 1 to {ProviderSettings.MaxText} characters.");

    public static Problem BadSecret { get; } = Problem.OfField("identity_provider.bad_secret", "clientSecret", $"A client secret has 1 to {ProviderSettings.MaxSecret} characters.");

    public static Problem BadScopes { get; } =
        Problem.OfField("identity_provider.bad_scopes", "scopes", $"At most {ProviderSettings.MaxScopes} scopes are asked for, openid among them, each without blanks.");

    public static Problem BadGroupsClaim { get; } = Problem.OfField("identity_provider.bad_groups_claim", "groupsClaim", "The name of a claim has 1 to 200 characters.");

    public static Problem BadMappings { get; } = Problem.OfField(
        "identity_provider.bad_mappings", "mappings", $"There are at most {ProviderSettings.MaxMappings} mappings, none twice, each with a group of 1 to 256 characters.");

    public static Problem NoGroups { get; } = Problem.OfField("identity_provider.no_groups", "groupsClaim", "Mappings need the claim in which the provider names groups.");

    public static Problem UnknownNode { get; } = Problem.OfField("identity_provider.unknown_scope", "mappings", "A mapping is to an organization, group or device that is not there.");

    public static Problem NoProvider { get; } =
        new(ProblemKind.Conflict, "sign_in_rules.no_provider", "Enable an identity provider before you ask people to sign in by one.");

    public static Problem NoBreakGlass { get; } = new(
        ProblemKind.Conflict,
        "sign_in_rules.no_break_glass",
        "Except one administrator at least who has a password of their own, a second factor and a role that does not come from an identity provider: who else lets you in when that is away?");

    public static Problem UnknownException { get; } =
        Problem.OfField("sign_in_rules.unknown_exception", "singleSignOn.exceptFor", "At most 20 people of the tenant are excepted; one of these is none, or is named twice.");
}
