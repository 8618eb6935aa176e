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
        new(ProblemKind.Forbidden, "auth.registration_closed", "This server does not take registrations; ask its operator.");

    public static Problem PasswordLength { get; } = Problem.OfField(
        "password.length", "password", $"A password has {PasswordRules.MinLength} to {PasswordRules.MaxLength} characters.");

    public static Problem PasswordCommon { get; } =
        Problem.OfField("password.common", "password", "This password is on lists of common ones; a few unrelated words are better.");

    public static Problem PasswordOwnWords { get; } =
        Problem.OfField("password.own_words", "password", "This password is made of the account's own name; choose other words.");

    public static Problem BadUsername { get; } = Problem.OfField(
        "user.bad_username", "username", "A user name has 2 to 64 letters, digits, spaces and . _ - '.");

    public static Problem BadEmail { get; } = Problem.OfField("user.bad_email", "email", "This is no e-mail address.");

    public static Problem EmailTaken { get; } = new(ProblemKind.Conflict, "user.email_taken", "This e-mail address is in use.");

    public static Problem UsernameTaken { get; } = new(ProblemKind.Conflict, "user.username_taken", "This user name is in use.");

    public static Problem UserNotFound { get; } = new(ProblemKind.NotFound, "user.not_found", "There is no such user.");

    public static Problem LastAdmin { get; } =
        new(ProblemKind.Conflict, "user.last_admin", "The tenant's last active administrator stays one; make another first.");

    public static Problem Locked(TimeSpan retryAfter) =>
        new(ProblemKind.TooMany, "auth.locked", "Too many failed attempts; wait before the next one.", RetryAfter: retryAfter);
}
