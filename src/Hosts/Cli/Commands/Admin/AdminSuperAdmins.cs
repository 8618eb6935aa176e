using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Modules.Access.Contracts;

namespace Holdfast.Hosts.Cli.Commands.Admin;

/// <summary><c>holdfast admin super-admins</c>: who has the platform's own role. No API gives or takes it.</summary>
internal static class AdminSuperAdmins
{
    public static Command Make(Shell shell) => new("super-admins", "See who has the platform's own role SUPER_ADMIN, give it and take it.")
    {
        List(shell), Grant(shell), Revoke(shell),
    };

    private static Command List(Shell shell)
    {
        var data = AdminCommands.Data();
        return ApiCommand.MakeOffline(shell, "list", $"""
            List the people who have the platform's own role.

            {AdminCommands.Where}

            Example:
              holdfast admin super-admins list
            """, [data], async (input, report, ct) =>
        {
            var found = await AdminCommands.AskHost<SuperAdmin[]>(shell, input.GetValue(data), async (host, stop) => await host.SuperAdmins.List(stop), ct);
            report.Show(
                new JsonObject
                {
                    ["items"] = new JsonArray([.. found.Select(a => (JsonNode)new JsonObject
                    {
                        ["email"] = a.Email,
                        ["name"] = a.Name,
                        ["tenant"] = a.Tenant,
                        ["grantedAt"] = AdminCommands.Moment(a.GrantedAt),
                        ["isActive"] = a.IsActive,
                        ["hasFactor"] = a.HasFactor,
                    })]),
                },
                new Grid(
                    ["E-mail", "Name", "Tenant", "Since", "Note"],
                    [.. found.Select(a => new Cell[] { a.Email, a.Name, a.Tenant, AdminCommands.Moment(a.GrantedAt), !a.IsActive ? "disabled" : a.HasFactor ? "" : "without a second factor: it gives nothing" })],
                    "Nobody has the platform's role."));
            return ExitCodes.Ok;
        });
    }

    private static Command Grant(Shell shell)
    {
        var (email, data) = (AdminCommands.Email(), AdminCommands.Data());
        return ApiCommand.MakeOffline(shell, "grant", $"""
            Give somebody the platform's own role: in the console and by the API they look after all tenants, as the operator does here.

            {AdminCommands.Where}
            The person needs an app for codes or a passkey, or an identity provider that signs them in; the role works in sessions with a second factor alone.
            It shows no tenant's data: to act in a tenant they open a visit there, which the tenant sees, limits and ends.
            Whoever administers the person's own tenant comes near to having it too: keep those people in a tenant of your own.

            Example:
              holdfast admin super-admins grant ann@example.com
            """, [email, data], async (input, report, ct) =>
        {
            var whom = input.GetRequiredValue(email);
            await AdminCommands.AskHost(shell, input.GetValue(data), (host, stop) => host.SuperAdmins.Grant(whom, stop), ct);
            report.Show(new JsonObject { ["granted"] = whom }, new Paragraph(new Cell($"{whom} has the platform's role, in sessions with a second factor, within ten seconds.", Tone.Good)));
            return ExitCodes.Ok;
        });
    }

    private static Command Revoke(Shell shell)
    {
        var (email, data) = (AdminCommands.Email(), AdminCommands.Data());
        return ApiCommand.MakeOffline(shell, "revoke", $"""
            Take the platform's own role from somebody. Their sessions end, and their visits with these, within ten seconds.

            {AdminCommands.Where}

            Example:
              holdfast admin super-admins revoke ann@example.com
            """, [email, data], async (input, report, ct) =>
        {
            var whom = input.GetRequiredValue(email);
            await AdminCommands.AskHost(shell, input.GetValue(data), (host, stop) => host.SuperAdmins.Revoke(whom, stop), ct);
            report.Show(new JsonObject { ["revoked"] = whom }, new Paragraph(new Cell($"{whom} does not have the platform's role any more.", Tone.Good)));
            return ExitCodes.Ok;
        });
    }
}
