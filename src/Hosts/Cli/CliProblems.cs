using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli;

/// <summary>What can stand in the way on this side of the wire. The codes are public.</summary>
internal static class CliProblems
{
    public static FailureException BadServer(string text) =>
        Of(ExitCodes.Usage, "bad_server", $"'{text}' is no server address; one looks like https://holdfast.example.com.");

    public static FailureException PlainHttp(string host) =>
        Of(ExitCodes.Usage, "plain_http", $"http:// would send your credentials readable over the network to {host}; use https://. (http:// is for this machine only.)");

    public static FailureException BadToken { get; } = Of(ExitCodes.Usage, "bad_token", "The token given by --token or HOLDFAST_TOKEN is no token: it has characters that a token can't have.");

    public static FailureException NoTerminal { get; } =
        Of(ExitCodes.Usage, "no_terminal", "There is no terminal to ask at; pass --email ADDRESS and --password-stdin, and the password on standard input.");

    public static FailureException NoPassword { get; } = Of(ExitCodes.Usage, "no_password", "E-mail address and password are both needed.");

    public static FailureException Together(string sentence) => Of(ExitCodes.Usage, "options", sentence);

    public static FailureException NotSignedIn(Uri server) =>
        Of(ExitCodes.Of(ProblemKind.Unauthenticated), "not_signed_in", $"You are not signed in to {server}; run 'holdfast login', or set {Shell.TokenVariable}.");

    public static FailureException OtherServer(Uri wanted, Uri saved) =>
        Of(ExitCodes.Of(ProblemKind.Unauthenticated), "other_server", $"You are signed in to {saved}, not to {wanted}; run 'holdfast login --server {wanted}'.");

    public static FailureException SessionEnded { get; } =
        Of(ExitCodes.Of(ProblemKind.Unauthenticated), "session_ended", "Your session has ended; run 'holdfast login' again.");

    public static FailureException SessionUnreadable(string path, string why) =>
        Of(ExitCodes.Failure, "session_unreadable", $"The session in {path} can't be used: {why} Run 'holdfast login' to make a new one.");

    public static FailureException SessionLocked(string path) =>
        Of(ExitCodes.Failure, "session_locked", $"Another holdfast has held {path} for too long; end it and try again.");

    public static FailureException Unreachable(Uri server, string why) => Of(ExitCodes.Unavailable, "unreachable", $"{server} can't be reached: {why}");

    public static FailureException TimedOut(Uri server, TimeSpan limit) =>
        Of(ExitCodes.Unavailable, "timed_out", $"{server} did not answer within {limit.TotalSeconds:0} seconds (--timeout); whether a change was made is not known: look before you try again.");

    public static FailureException NotHoldfast(Uri server) =>
        Of(ExitCodes.Failure, "not_holdfast", $"What answers at {server} does not speak Holdfast's API; check the address.");

    public static FailureException FileUnreadable(string path, string why) => Of(ExitCodes.Failure, "file_unreadable", $"{path} can't be read: {why}");

    public static FailureException FileUnwritable(string path, string why) => Of(ExitCodes.Failure, "file_unwritable", $"{path} can't be written: {why}");

    public static FailureException NoPolicy(string name) => Of(ExitCodes.Of(ProblemKind.NotFound), "no_policy", $"There is no policy '{name}'.");

    public static FailureException NoFile(string path) => Of(ExitCodes.Of(ProblemKind.NotFound), "no_file", $"There is no file {path}.");

    public static FailureException BadKey(string from) =>
        Of(ExitCodes.Usage, "bad_key", $"{from} is no verifier key; one looks like holdfast.example/audit/…+0a1b2c3d+AX…, and 'holdfast audit key' shows your log's.");

    public static Problem EarlierNotShown(long size, long earlier) => new(
        ProblemKind.Invalid,
        "cli.earlier_not_shown",
        $"The file holds nothing that shows whether its log of {size} entries continues the earlier checkpoint of {earlier}; verify an export, or a proof of consistency from that checkpoint.");

    public static FailureException OfServer(Problem problem) => new(new Failure(ExitCodes.Of(problem.Kind), problem.Code, problem.Detail));

    public static FailureException PasswordsDiffer { get; } = Of(ExitCodes.Usage, "passwords_differ", "The two new passwords are not the same; nothing was changed.");

    public static FailureException NewPasswordNeeded { get; } = Of(
        ExitCodes.Of(ProblemKind.Forbidden), "new_password_needed", "Somebody else chose this password. Run 'holdfast login' at a terminal, or sign in in the browser, to choose one of your own.");

    public static FailureException CodeNeeded { get; } = Of(
        ExitCodes.Of(ProblemKind.Forbidden), "code_needed", "This account has a second factor: pass --code with six digits of its app, or with one of its recovery codes.");

    public static FailureException SetUpNeeded { get; } = Of(
        ExitCodes.Of(ProblemKind.Forbidden), "second_factor_needed", "This tenant asks everybody for a second factor. Run 'holdfast login' at a terminal, or sign in in the browser, to set one up.");

    private static FailureException Of(int exitCode, string reason, string detail) => new(new Failure(exitCode, "cli." + reason, detail));
}
