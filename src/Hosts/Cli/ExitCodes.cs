using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli;

/// <summary>What the shell learns: one number per kind of problem. They are public and never change their meaning.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int Unavailable = 9;
    public const int NotVerified = 10;
    public const int ActionFailed = 11;

    /// <summary>As shells number an end by SIGINT.</summary>
    public const int Interrupted = 130;

    public const string Explained = """
        Exit codes:
           0  done                            6  no such thing, or not for you to see
           1  something unexpected            7  conflict with the present state
           2  the command line is wrong       8  too many requests or attempts: wait
           3  the server refused the values   9  the server can't be reached or is not ready
           4  not signed in                  10  an audit file did not verify
           5  not allowed                    11  an action was tried and failed
        """;

    public static int Of(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid or ProblemKind.MethodNotAllowed or ProblemKind.TooLarge or ProblemKind.UnsupportedMedia => 3,
        ProblemKind.Unauthenticated => 4,
        ProblemKind.Forbidden => 5,
        ProblemKind.NotFound or ProblemKind.Gone => 6,
        ProblemKind.Conflict or ProblemKind.Stale => 7,
        ProblemKind.TooMany => 8,
        ProblemKind.Unavailable => Unavailable,
        _ => Failure,
    };
}
