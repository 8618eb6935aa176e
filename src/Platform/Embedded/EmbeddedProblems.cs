using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Embedded;

internal static class EmbeddedProblems
{
    public static Problem PostgresMissing(int? version) => Of("postgres_missing", version is null
        ? $"PostgreSQL {PostgresBinaries.MinimumVersion} or newer is not installed. Install it (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql@17), or set DATABASE_URL to use one that runs elsewhere."
        : $"The data were made by PostgreSQL {version}, which is not installed. Install that version (Debian, Ubuntu: apt-get install postgresql-{version}), or move the data directory away to begin anew.");

    public static Problem NatsMissing { get; } = Of(
        "nats_missing",
        "nats-server is not installed. Install it (Debian, Ubuntu: apt-get install nats-server; macOS: brew install nats-server), or set NATS_URL to use one that runs elsewhere.");

    public static Problem UserMissing(string user) => Of(
        "user_missing", $"PostgreSQL does not run as root, and there is no user '{user}' to run it as. Create it (useradd --system {user}), or start as another user than root.");

    public static Problem NoUserSwitch { get; } = Of(
        "no_user_switch", "PostgreSQL does not run as root, and none of setpriv, runuser and su is installed. Install util-linux, or start as another user than root.");

    public static Problem NotUnix { get; } = Of(
        "not_unix", "A private PostgreSQL and nats-server need Linux or macOS. Set DATABASE_URL and NATS_URL to use ones that run elsewhere.");

    public static Problem DirectoryTaken(string directory) => new(
        ProblemKind.Conflict, "embedded.directory_taken", $"Another Holdfast is running on {directory}. Stop it, or choose another data directory.");

    public static Problem DirectoryDenied(string directory, string detail) => Of(
        "directory_denied", $"The data directory {directory} can't be used: {detail}");

    public static Problem SecretsMissing(string file) => Of(
        "secrets_missing", $"The data are there, but the passwords to them are not: put {file} back, or move the data directory away to begin anew.");

    public static Problem PortTaken(string engine, int port) => new(
        ProblemKind.Conflict, "embedded.port_taken", $"Port {port}, which {engine} is to use, is taken by another program. Choose another port.");

    public static Problem StartFailed(string engine, string reason) => Of("start_failed", $"{engine} does not start: {reason}");

    private static Problem Of(string reason, string detail) => new(ProblemKind.Unavailable, "embedded." + reason, detail);
}
