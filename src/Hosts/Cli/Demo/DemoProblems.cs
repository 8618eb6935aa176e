namespace Holdfast.Hosts.Cli.Demo;

/// <summary>Why a demo does not run. The codes are public.</summary>
internal static class DemoProblems
{
    public static FailureException OtherServer(Uri server, string path) =>
        new(new Failure(ExitCodes.Usage, "cli.demo_elsewhere", $"{path} belongs to a demo at {server}; name another folder with --data."));

    public static FailureException NobodyLeft(string path) =>
        new(new Failure(ExitCodes.Failure, "cli.demo_unknown", $"The server knows none of the demo's devices any more. Delete {path} for a new demo."));
}
