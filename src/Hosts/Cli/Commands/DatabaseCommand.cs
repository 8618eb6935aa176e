using System.CommandLine;
using Holdfast.Hosts.Server;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast db migrate</c>.</summary>
internal static class DatabaseCommand
{
    public static Command Make()
    {
        var migrate = new Command("migrate", "Bring the schema up to date, as the owner role of DATABASE_MIGRATION_URL, for the application role of DATABASE_URL.");
        migrate.SetAction((_, ct) => Serving.Migrate(ServeCommand.Variables(), ct));
        return new Command("db", "Look after the database.") { migrate };
    }
}
