using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli;

/// <summary>What the shell learns: one number per kind of problem.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    public static int Of(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid or ProblemKind.MethodNotAllowed or ProblemKind.TooLarge or ProblemKind.UnsupportedMedia => 3,
        ProblemKind.Unauthenticated => 4,
        ProblemKind.Forbidden => 5,
        ProblemKind.NotFound => 6,
        ProblemKind.Conflict or ProblemKind.Stale => 7,
        ProblemKind.TooMany => 8,
        ProblemKind.Unavailable => 9,
        _ => Failure,
    };
}
