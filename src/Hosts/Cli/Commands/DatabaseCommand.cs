using System.CommandLine;
using System.Data.Common;
using Holdfast.Hosts.Server;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast db migrate</c>.</summary>
internal static class DatabaseCommand
{
    public static Command Make(Shell shell)
    {
        var migrate = new ExplainedCommand("migrate", """
            Bring the schema up to date.

            It works as the owner role of DATABASE_MIGRATION_URL, for the application role of DATABASE_URL:
              DATABASE_MIGRATION_URL=postgres://owner:…@db/holdfast DATABASE_URL=postgres://app:…@db/holdfast holdfast db migrate
            """);
        migrate.SetAction(async (_, ct) =>
        {
            try
            {
                return await Serving.Migrate(shell.Variables, ct);
            }
            catch (DbException e)
            {
                await shell.Error.WriteLineAsync($"holdfast: the database refused or can't be reached: {e.Message}");
                return ExitCodes.Unavailable;
            }
        });
        return new Command("db", "Look after the database.") { migrate };
    }
}
