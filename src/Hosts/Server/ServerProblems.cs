using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Server;

/// <summary>What can stand in the way of what the host itself answers, and of its start.</summary>
internal static class ServerProblems
{
    public static Problem TooManyStreams { get; } =
        new(ProblemKind.TooMany, "live.too_many", "So many streams of live events are open that there is no room for another; close one.", RetryAfter: TimeSpan.FromSeconds(30));

    public static Problem OperatorOnly { get; } =
        new(ProblemKind.Unauthenticated, "server.operator_only", "This is for the operator: ask from the server's own machine, or with the operator's token.");

    public static Problem SchemaBehind(string missing) => new(ProblemKind.Conflict, "server.schema_behind", missing);

    public static Problem UnfitRole(string unfit) => new(ProblemKind.Forbidden, "server.unfit_role", unfit);

    public static Problem DatabaseUnreachable(string why) => new(ProblemKind.Unavailable, "server.database_unreachable", $"The database cannot be reached: {why}");

    public static Problem KeyFileLost(string keyFile) =>
        new(ProblemKind.Conflict, "server.key_file_lost", $"The database holds sealed secrets, and the key file {keyFile} is not there. Put it back from its backup.");

    public static Problem OtherKeyFile(string keyFile, string why) =>
        new(ProblemKind.Conflict, "server.other_key_file", $"The broker's keys are sealed under another key file than {keyFile}: name the server's data directory with --data. {why}");

    public static Problem NoBrokerKeys { get; } =
        new(ProblemKind.NotFound, "server.no_broker_keys", "There are no keys of the broker yet: the server makes them at its first start, or 'holdfast admin broker init'.");

    public static Problem NoData(string directory) =>
        new(ProblemKind.NotFound, "server.no_data", $"No server keeps its data in {directory}: name its data directory with --data, or set DATABASE_URL as the server has it.");
}
