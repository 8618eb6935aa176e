using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What can stand in the way in this module.</summary>
internal static class AccessProblems
{
    /// <summary>The same for an unknown address and a wrong password.</summary>
    public static Problem InvalidCredentials { get; } =
        new(ProblemKind.Unauthenticated, "auth.invalid_credentials", "The e-mail address or the password is wrong.");

    public static Problem InvalidToken { get; } = new(ProblemKind.Unauthenticated, "auth.invalid_token", "The access token is not valid or has expired.");

    public static Problem InvalidRefreshToken { get; } =
        new(ProblemKind.Unauthenticated, "auth.invalid_refresh_token", "The refresh token is not valid; sign in again.");

    public static Problem RegistrationClosed { get; } =
        new(ProblemKind.Forbidden, "auth.registration_closed", "To register here takes an invitation; ask the server's operator for one.");

    public static Problem InvitationInvalid { get; } =
        Problem.OfField("auth.invitation_invalid", "invitation", "This invitation was used, is out of date or never was; ask for another.");

    public static Problem UserDisabled { get; } =
        new(ProblemKind.Conflict, "user.disabled", "This person may not sign in: an administrator of their tenant has to enable them first.");

    public static Problem PasswordLength { get; } = Problem.OfField(
        "password.length", "password", $"A password has {PasswordRules.MinLength} to {PasswordRules.MaxLength} characters.");

    public static Problem PasswordCommon { get; } =
        Problem.OfField("password.common", "password", "This password is on lists of common ones; a few unrelated words are better.");

    public static Problem PasswordOwnWords { get; } =
        Problem.OfField("password.own_words", "password", "This password is made of your own name or your company's; choose other words.");

    public static Problem PasswordWrong { get; } = Problem.OfField("password.wrong", "currentPassword", "The current password is another.");

    public static Problem PasswordSame { get; } = Problem.OfField("password.same", "password", "This is the password that you have now; choose another.");

    public static Problem PasswordOwn { get; } =
        new(ProblemKind.Conflict, "password.own", "Your own password is changed with the one that you have: in Settings, or by 'holdfast password change'.");

    public static Problem PasswordNotFirst { get; } =
        new(ProblemKind.Conflict, "password.not_first", "This password need not be changed before signing in.");

    public static Problem PasswordChangeRequired { get; } =
        new(ProblemKind.Forbidden, "auth.password_change_required", "Somebody else chose this password: choose one of your own to sign in.");

    public static Problem ResetInvalid { get; } =
        new(ProblemKind.Invalid, "password.reset_invalid", "This token was used, is out of date or never was; ask for another.");

    /// <summary>The same for one that never was, one that has ended and one that was tried too often.</summary>
    public static Problem ChallengeInvalid { get; } =
        new(ProblemKind.Unauthenticated, "auth.challenge_invalid", "This sign-in was completed, took too long or was tried too often; begin it again.");

    public static Problem CodeWrong { get; } =
        Problem.OfField("auth.code_wrong", "code", "This code is wrong, was used before or is out of date.");

    public static Problem CodeNeeded { get; } =
        Problem.OfField("auth.code_needed", "code", "One proof is needed: a code, a recovery code or a passkey.");

    public static Problem PasskeyRefused { get; } =
        new(ProblemKind.Unauthenticated, "auth.passkey_refused", "This passkey is not known here, or its answer does not hold; try again.");

    /// <summary>Of a passkey with which somebody who is signed in wants to confirm that it is they.</summary>
    public static Problem PasskeyNotYours { get; } =
        new(ProblemKind.Invalid, "passkey.not_yours", "This passkey is not yours, or its answer does not hold; try again.");

    public static Problem PasskeyNotAdded { get; } =
        new(ProblemKind.Invalid, "passkey.not_added", "What the authenticator answered does not hold, came too late or from another page, or is known already.");

    public static Problem PasskeyNotFound { get; } = new(ProblemKind.NotFound, "passkey.not_found", "You have no such passkey.");

    public static Problem BadPasskeyName { get; } = Problem.OfField("passkey.bad_name", "name", $"A name has 1 to {Passkey.MaxName} characters on one line.");

    public static Problem TooManyPasskeys { get; } =
        new(ProblemKind.Conflict, "passkey.too_many", $"A person has at most {Passkey.MaxPerPerson} passkeys; remove one first.");

    public static Problem TotpExists { get; } = new(ProblemKind.Conflict, "totp.exists", "You have an app for codes already; remove it first.");

    public static Problem TotpNotBegun { get; } = new(ProblemKind.Conflict, "totp.not_begun", "No app for codes is being set up; begin again.");

    public static Problem TotpNotFound { get; } = new(ProblemKind.NotFound, "totp.not_found", "You have no app for codes.");

    public static Problem NoSecondFactor { get; } =
        new(ProblemKind.Conflict, "second_factor.none", "Recovery codes stand in for an app or a passkey; set one of these up first.");

    public static Problem LastSecondFactor { get; } =
        new(ProblemKind.Conflict, "second_factor.last", "Your tenant asks everybody for a second factor: set another up before you remove this one.");

    public static Problem OwnSecondFactors { get; } =
        new(ProblemKind.Conflict, "second_factor.own", "Your own second factors are removed one by one, in Settings.");

    public static Problem PasswordEscalation { get; } =
        new(ProblemKind.Forbidden, "password.escalation", "A password is only handed to somebody, or reset, by who may do everything that the person may.");

    public static Problem SecondFactorEscalation { get; } =
        new(ProblemKind.Forbidden, "second_factor.escalation", "Second factors are only taken away by who may do everything that the person may.");

    /// <summary>Of whoever acts in a tenant that asks everybody for one.</summary>
    public static Problem SecondFactorRequired { get; } =
        new(ProblemKind.Forbidden, "access.second_factor_required", "This tenant asks everybody for a second factor: sign in with yours, or set one up.");

    public static Problem SetUpYourOwnFirst { get; } =
        new(ProblemKind.Conflict, "sign_in_rules.own_second_factor_first", "Set up a second factor of your own, and sign in with it, before you ask everybody for one.");

    /// <summary>The password was right.</summary>
    public static Problem SecondFactorNeeded { get; } =
        new(ProblemKind.Forbidden, "auth.second_factor_needed", "You have a second factor: confirm it as well.");

    /// <summary>Of wherever too many sign-ins failed, whoever tries.</summary>
    public static Problem AddressBlocked(TimeSpan retryAfter) =>
        new(ProblemKind.TooMany, "auth.address_blocked", "Too many sign-ins from your address have failed; wait before the next one.", RetryAfter: retryAfter);

    public static Problem AddressNotBlocked { get; } =
        new(ProblemKind.NotFound, "address.not_blocked", "No such address is blocked from which your accounts were tried.");

    public static Problem AddressNotFound { get; } = new(ProblemKind.NotFound, "address.not_found", "There is no such allowed address.");

    public static Problem AddressAllowedAlready { get; } = new(ProblemKind.Conflict, "address.allowed_already", "This address or network is allowed already.");

    public static Problem TooManyAllowedAddresses { get; } =
        new(ProblemKind.Conflict, "address.too_many", $"A tenant allows at most {AllowedAddress.MaxPerTenant} addresses and networks; remove one first.");

    public static Problem BadAllowedAddress { get; } = Problem.OfField(
        "address.bad_network", "network", "This is an address, or the first address of a network with its length: 192.0.2.0/24. At least /8 of IPv4, /32 of IPv6.");

    public static Problem BadAddressNote { get; } = Problem.OfField("address.bad_note", "note", $"A note has up to {AllowedAddress.MaxNote} characters on one line.");

    public static Problem SignInNotFresh { get; } =
        new(ProblemKind.Forbidden, "auth.sign_in_not_fresh", "This asks for your password again: confirm it, then repeat the request.");

    public static Problem SessionNotFound { get; } = new(ProblemKind.NotFound, "session.not_found", "You have no such session.");

    public static Problem BadUsername { get; } = Problem.OfField(
        "user.bad_username", "username", "A user name has 2 to 64 letters, digits, spaces and . _ - '.");

    public static Problem BadEmail { get; } = Problem.OfField("user.bad_email", "email", "This is no e-mail address.");

    public static Problem EmailTaken { get; } = new(ProblemKind.Conflict, "user.email_taken", "This e-mail address is in use.");

    public static Problem UsernameTaken { get; } = new(ProblemKind.Conflict, "user.username_taken", "This user name is in use.");

    public static Problem UserNotFound { get; } = new(ProblemKind.NotFound, "user.not_found", "There is no such user.");

    public static Problem UnknownRole { get; } = Problem.OfField("role.unknown", "role", "There is no such role; GET /api/roles lists them.");

    public static Problem RoleNotFound { get; } = new(ProblemKind.NotFound, "role.not_found", "The tenant has made no such role.");

    public static Problem RoleExists { get; } = new(ProblemKind.Conflict, "role.exists", "The tenant has a role of this name.");

    public static Problem BadRoleName { get; } = Problem.OfField("role.bad_name", "name", $"A name has 1 to {RoleSettings.MaxName} characters that can be seen, on one line.");

    public static Problem ReservedRoleName { get; } = Problem.OfField("role.reserved_name", "name", "This is a stock role's name; choose another.");

    public static Problem BadRoleMeaning { get; } = Problem.OfField("role.bad_meaning", "meaning", $"A meaning has at most {RoleSettings.MaxMeaning} characters that can be seen, on one line.");

    public static Problem BadRolePermissions { get; } =
        Problem.OfField("role.bad_permissions", "permissions", $"A role has at most {RoleSettings.MaxPermissions} permissions, each written area:verb, area:* or *.");

    public static Problem UnknownRolePermission(string permission) =>
        Problem.OfField("role.unknown_permission", "permissions", $"'{permission}' gives nothing; GET /api/roles shows what there is.");

    public static Problem BadRoleParents { get; } = Problem.OfField("role.bad_parents", "parents", $"A role has at most {RoleSettings.MaxParents} parents, each the id of a role.");

    public static Problem UnknownParent { get; } = Problem.OfField("role.unknown_parent", "parents", "One of these is no role; GET /api/roles lists them.");

    public static Problem RoleCycle(string parent) => Problem.OfField("role.cycle", "parents", $"'{parent}' inherits from this role, or is it: a role is not above itself.");

    public static Problem RoleTooDeep { get; } = Problem.OfField("role.too_deep", "parents", $"At most {RoleBook.MaxDepth} roles stand above one another.");

    public static Problem RoleEscalation { get; } =
        new(ProblemKind.Forbidden, "role.escalation", "A role gets only what who changes it has at every place where somebody has the role.");

    /// <summary>What stands in the way.</summary>
    /// <param name="by">Who holds the role, each as words.</param>
    public static Problem RoleInUse(IReadOnlyList<string> by) =>
        new(ProblemKind.Conflict, "role.in_use", $"This role is held by {string.Join(", ", by)}. Take it away from them first.");

    public static Problem NoSuchPermission { get; } =
        Problem.OfField("access.unknown_permission", "permission", "There is no such permission; one is written area:verb, and GET /api/roles shows what there is.");

    public static Problem NotOneChange { get; } = new(ProblemKind.Invalid, "access.not_one_change", "A preview is of one change: name exactly one.");

    public static Problem TooManyPreviewed { get; } = Problem.OfField("access.too_many_members", "members", "At most 200 people are put in or taken out in one preview.");

    public static Problem UnknownMembers { get; } = Problem.OfField("access.unknown_members", "members", "One of these is no user.");

    public static Problem BadAskedAddress { get; } = Problem.OfField("access.bad_address", "circumstances.address", "This is no address.");

    public static Problem PolicyNotFound { get; } = new(ProblemKind.NotFound, "policy.not_found", "The tenant has made no such policy.");

    public static Problem PolicyExists { get; } = new(ProblemKind.Conflict, "policy.exists", "The tenant has a policy of this name.");

    public static Problem BadPolicyName { get; } = Problem.OfField("policy.bad_name", "name", $"A name has 1 to {RoleSettings.MaxName} characters that can be seen, on one line.");

    public static Problem BadPolicyMeaning { get; } = Problem.OfField("policy.bad_meaning", "meaning", $"A meaning has at most {RoleSettings.MaxMeaning} characters that can be seen, on one line.");

    /// <summary>A text that is no policy: each problem with its line and its column.</summary>
    public static Problem PolicyInvalid(IReadOnlyList<string> problems) => new(
        ProblemKind.Invalid,
        "policy.invalid",
        problems.Count == 1 ? problems[0] : $"{problems[0]} ({problems.Count - 1} more)",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["text"] = string.Join('\n', problems) });

    /// <param name="missing">A permission that a statement is about, and whoever writes it does not have.</param>
    public static Problem PolicyEscalation(string missing) => new(
        ProblemKind.Forbidden, "policy.escalation", $"A policy is written, changed and deleted by who has, by a role and on the whole tenant, every permission that its actions can be. You lack {missing}.");

    /// <param name="missing">A permission that policies are about, and whoever makes the change does not have.</param>
    public static Problem PolicyConcerned(string missing) => new(
        ProblemKind.Forbidden, "policy.concerned", $"The tenant's policies name this: it is changed by who has, by a role and on the whole tenant, every permission that they are about. You lack {missing}.");

    public static Problem UserGroupNotFound { get; } = new(ProblemKind.NotFound, "user_group.not_found", "There is no such user group.");

    public static Problem UserGroupExists { get; } = new(ProblemKind.Conflict, "user_group.exists", "The tenant has a user group of this name.");

    public static Problem BadUserGroupName { get; } =
        Problem.OfField("user_group.bad_name", "name", $"A name has 1 to {RoleSettings.MaxName} characters that can be seen, on one line.");

    public static Problem BadUserGroupMeaning { get; } =
        Problem.OfField("user_group.bad_meaning", "meaning", $"A meaning has at most {RoleSettings.MaxMeaning} characters that can be seen, on one line.");

    public static Problem NotAMember { get; } = new(ProblemKind.NotFound, "user_group.not_a_member", "The user group has no such member.");

    public static Problem AlreadyAMember { get; } = new(ProblemKind.Conflict, "user_group.already_a_member", "This user is in the group.");

    public static Problem UnknownPrincipal { get; } = Problem.OfField("assignment.unknown_principal", "principalId", "There is no such user, user group or API key.");

    public static Problem UnknownNode { get; } = Problem.OfField("assignment.unknown_scope", "scope", "There is no such organization, group or device.");

    public static Problem PastExpiry { get; } = Problem.OfField("assignment.past_expiry", "expiresAt", "An assignment ends in the future.");

    public static Problem AssignmentExists { get; } = new(ProblemKind.Conflict, "assignment.exists", "This role was given there already.");

    public static Problem AssignmentNotFound { get; } = new(ProblemKind.NotFound, "assignment.not_found", "There is no such assignment.");

    public static Problem Escalation { get; } =
        new(ProblemKind.Forbidden, "assignment.escalation", "A role can only be given, be it by a group, by who has all of its permissions at that place.");

    /// <summary>The same for a key that never was, one that has ended and one that was revoked.</summary>
    public static Problem InvalidKey { get; } = new(ProblemKind.Unauthenticated, "auth.invalid_key", "The API key is not valid, has expired or was revoked.");

    public static Problem KeyAddress { get; } = new(ProblemKind.Forbidden, "access.key_address", "This API key may not be used from this address.");

    public static Problem KeyNotFound { get; } = new(ProblemKind.NotFound, "api_key.not_found", "There is no such API key.");

    public static Problem KeyEnded { get; } = new(ProblemKind.Conflict, "api_key.ended", "This API key was revoked or has expired; make another.");

    public static Problem KeyEscalation { get; } =
        new(ProblemKind.Forbidden, "api_key.escalation", "A key can only be given, and given out by, who has all of its permissions at that place.");

    public static Problem KeyPastExpiry { get; } = Problem.OfField("api_key.past_expiry", "expiresAt", "A key ends in the future.");

    public static Problem BadKeyName { get; } = Problem.OfField("api_key.bad_name", "name", $"A name has 1 to {ApiKeySettings.MaxName} characters on one line.");

    public static Problem BadKeyPermissions { get; } =
        Problem.OfField("api_key.bad_permissions", "permissions", $"A key has 1 to {ApiKeySettings.MaxPermissions} permissions, each written area:verb, area:* or *.");

    public static Problem UnknownPermission(string permission) =>
        Problem.OfField("api_key.unknown_permission", "permissions", $"'{permission}' is no permission that a key can have; GET /api/roles shows what there is.");

    public static Problem BadKeyRate { get; } = Problem.OfField("api_key.bad_rate", "ratePerMinute", $"A rate is a number from 1 to {ApiKeySettings.MaxRatePerMinute}.");

    public static Problem BadKeyNetworks { get; } = Problem.OfField(
        "api_key.bad_networks", "networks", $"There are at most {ApiKeySettings.MaxNetworks}, each an address or the first address of a network with its length: 192.0.2.0/24.");

    public static Problem NoKey { get; } = Problem.OfField("api_key.no_key", "key", "This is no API key: a part of it is missing or is another.");

    public static Problem BadGrace { get; } =
        Problem.OfField("api_key.bad_grace", "graceSeconds", $"The time is 0 to {(int)ApiKeySettings.MaxGrace.TotalSeconds} seconds.");

    public static Problem LastAdmin { get; } =
        new(ProblemKind.Conflict, "user.last_admin", "The tenant's last active administrator stays one; make another first.");

    public static Problem NoTenantBelow { get; } = new(ProblemKind.NotFound, "tenant.not_found", "There is no such tenant.");

    public static Problem VisitRefused { get; } =
        new(ProblemKind.Forbidden, "visit.refused", "This tenant, or one between it and yours, does not let people of the tenants above act in it.");

    public static Problem VisitNotFound { get; } = new(ProblemKind.NotFound, "visit.not_found", "There is no such visit.");

    public static Problem VisitEnded { get; } = new(ProblemKind.Conflict, "visit.ended", "This visit has ended already.");

    public static Problem Busy { get; } =
        new(ProblemKind.Unavailable, "auth.busy", "Too many people sign in at this moment; try again in a few seconds.", RetryAfter: TimeSpan.FromSeconds(5));

    public static Problem Locked(TimeSpan retryAfter) =>
        new(ProblemKind.TooMany, "auth.locked", "Too many failed attempts; wait before the next one.", RetryAfter: retryAfter);
}
