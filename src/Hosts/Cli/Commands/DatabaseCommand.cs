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
            With --tenants it is one of the databases in which tenants have places of their own (Holdfast:Server:TenantDatabases), not the server's own.
            """);
        var tenants = new Option<bool>("--tenants") { Description = "It is a database for tenants alone." };
        migrate.Options.Add(tenants);
        migrate.SetAction(async (parsed, ct) =>
        {
            try
            {
                return await Serving.Migrate(shell.Variables, parsed.GetValue(tenants), ct);
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
