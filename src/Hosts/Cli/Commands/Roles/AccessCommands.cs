using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary><c>holdfast access</c>: questions about who may do what, and why.</summary>
internal static class AccessCommands
{
    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Reasons =
    [
        ("By", r => Role(r)),
        ("Given to", r => $"{r.Text("givenToKind")} {r.Text("givenToId")}"),
        ("At", r => $"{r.Text("scope.level")} {r.Text("scope.id")}"),
        ("Until", r => r.At("endsAt")),
    ];

    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Policies =
    [
        ("Policy", p => p.Text("name")),
        ("Line", p => p.Text("line")),
        ("Id", p => p.Text("id")),
    ];

    public static Command Make(Shell shell) => new("access", "Ask who may do what, and why; and what a change would mean.") { Check(shell), WhoCan(shell), WhatCan(shell), Preview(shell) };

    private static Command Check(Shell shell)
    {
        var permission = new Argument<string>("PERMISSION") { Description = "What they want to do: area:verb." };
        var user = Inputs.Id("--user", "Whether this person may.");
        var key = Inputs.Id("--key", "Whether this API key may.");
        var place = new PlaceOptions();
        var circumstances = new CircumstanceOptions();
        return ApiCommand.Make(shell, "check", """
            Ask whether a person or a key may do something at a place, or on the whole tenant when none is named, and what gives it to them or forbids it.

            Where policies ask for circumstances, it is now, from an unknown address and with a password alone, unless others are named.

            Examples:
              holdfast access check tickets:write --user USER-ID --group GROUP-ID
              holdfast access check campaigns:send --key KEY-ID --json | jq .allowed
              holdfast access check tickets:write --user USER-ID --at 2026-12-24T22:00:00Z --from 192.0.2.7 --second-factor
            """, [permission, user, key, .. place.All, .. circumstances.All], async (call, ct) =>
        {
            var (kind, id) = Named(call, user, key);
            var request = new JsonObject { ["principalKind"] = kind, ["principalId"] = id, ["permission"] = call.Get(permission), ["scope"] = await place.Scope(call, ct), ["circumstances"] = circumstances.Named(call) };
            call.Report.Show(await call.Api.Post("api/access/check", request, ct), answer =>
            [
                new Paragraph(answer.GetProperty("allowed").GetBoolean()
                    ? new Cell("Yes.", Tone.Good)
                    : new Cell(answer.Text("barred") is { Length: > 0 } bar ? $"No: {bar}." : "No.", Tone.Warning)),
                Report.GridOf(answer.List("reasons"), "Nothing gives it to them.", Reasons),
                .. answer.List("forbiddenBy").Any() ? new Block[] { new Heading("Forbidden by"), Report.GridOf(answer.List("forbiddenBy"), "", Policies) } : [],
                .. answer.Text("tooManySteps") == bool.TrueString ? new Block[] { new Paragraph(new Cell("Your policies take more steps than they may: they allow nothing.", Tone.Bad)) } : [],
            ]);
        });
    }

    private static Command WhoCan(Shell shell)
    {
        var permission = new Argument<string>("PERMISSION") { Description = "What they may do: area:verb." };
        var place = new PlaceOptions();
        var page = new PageOptions();
        return ApiCommand.Make(shell, "who-can", """
            List everybody who may do something at a place, or on the whole tenant when none is named, and by which role.

            Examples:
              holdfast access who-can audit:read
              holdfast access who-can tickets:write --organization ORGANIZATION-ID
            """, [permission, .. place.All, .. page.All], async (call, ct) =>
        {
            var scope = await place.Scope(call, ct);
            var answer = await call.Api.Get(
                Query.Of("api/access/who-can", ("permission", call.Get(permission)), ("level", scope["level"]!.GetValue<string>()), ("nodeId", scope["id"]!.GetValue<Guid>()), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct);
            call.Report.ShowPage(
                answer,
                "Nobody.",
                ("Name", w => w.Text("name")),
                ("By", w => string.Join(", ", w.List("reasons").Select(Role))),
                ("Who", w => $"{w.Text("principalKind")} {w.Text("principalId")}"));
        });
    }

    private static Command WhatCan(Shell shell)
    {
        var user = Inputs.Id("--user", "What this person may do.");
        var key = Inputs.Id("--key", "What this API key may do.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "what-can", """
            List all that a person or a key may do, by each role that they have, and where.

            Example:
              holdfast access what-can --user 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [user, key, .. page.All], async (call, ct) =>
        {
            var (kind, id) = Named(call, user, key);
            call.Report.ShowPage(
                await call.Api.Get(Query.Of("api/access/what-can", ("principalKind", kind), ("principalId", id), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
                "Nothing.",
                ("By", w => Role(w.GetProperty("reason"))),
                ("At", w => $"{w.Text("reason.scope.level")} {w.Text("reason.scope.id")}"),
                ("May", w => Joined(w, "permissions")),
                ("May not", w => Joined(w, "forbids")));
        });
    }

    private static Command Preview(Shell shell) => new("preview", "See who would gain and who would lose what by a change, before it is made.")
    {
        PreviewRole(shell), PreviewGive(shell), PreviewTake(shell), PreviewGroup(shell), PreviewPolicy(shell),
    };

    private static Command PreviewRole(Shell shell)
    {
        var role = new Argument<string>("ROLE") { Description = "The role of your own, by its id or name." };
        var (permissions, parents, meaning) = RoleCommands.Settings();
        var page = new PageOptions();
        return ApiCommand.Make(shell, "role", """
            See what 'holdfast roles update' with the same words would mean for all who have the role.

            Example:
              holdfast access preview role "Night shift" 'tickets:*' --inherits USER
            """, [role, permissions, parents, .. page.All], async (call, ct) =>
        {
            var changed = await RoleCommands.Request(call, null, permissions, parents, meaning, ct);
            changed["id"] = await RoleNames.Find(call, call.Get(role), ct);
            await Show(call, page, new JsonObject { ["role"] = changed }, ct);
        });
    }

    private static Command PreviewGive(Shell shell)
    {
        var role = new Argument<string>("ROLE") { Description = "Which role, by its id or name." };
        var (assignee, place, page) = (new AssigneeOptions(), new PlaceOptions(), new PageOptions());
        return ApiCommand.Make(shell, "give", """
            See what 'holdfast role-assignments create' with the same words would mean.

            Example:
              holdfast access preview give MANAGER --user-group USER-GROUP-ID --organization ORGANIZATION-ID
            """, [role, assignee.User, assignee.UserGroup, assignee.Key, .. place.All, .. page.All], async (call, ct) =>
        {
            var (kind, id) = assignee.Named(call);
            var given = new JsonObject { ["principalKind"] = kind, ["principalId"] = id, ["scope"] = await place.Scope(call, ct), ["role"] = await RoleNames.Find(call, call.Get(role), ct) };
            await Show(call, page, new JsonObject { ["assignment"] = given }, ct);
        });
    }

    private static Command PreviewTake(Shell shell)
    {
        var (id, page) = (Inputs.Id("The assignment, as the list shows it."), new PageOptions());
        return ApiCommand.Make(shell, "take", """
            See what 'holdfast role-assignments delete' would mean.

            Example:
              holdfast access preview take 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, .. page.All], (call, ct) => Show(call, page, new JsonObject { ["removeAssignment"] = call.Get(id) }, ct));
    }

    private static Command PreviewGroup(Shell shell)
    {
        var (id, page) = (Inputs.Id("The user group."), new PageOptions());
        var add = new Option<Guid[]>("--add") { Description = "Somebody who would be in it, by id. May be repeated.", HelpName = "ID" };
        var remove = new Option<Guid[]>("--remove") { Description = "Somebody who would not be in it any more, by id. May be repeated.", HelpName = "ID" };
        return ApiCommand.Make(shell, "group", """
            See what it would mean to put people into a user group, or to take them out; without either, to delete the group.

            Examples:
              holdfast access preview group USER-GROUP-ID --add USER-ID
              holdfast access preview group USER-GROUP-ID
            """, [id, add, remove, .. page.All], (call, ct) =>
        {
            var (added, removed) = (call.Get(add) ?? [], call.Get(remove) ?? []);
            return Show(call, page, added.Length + removed.Length == 0
                ? new JsonObject { ["removeGroup"] = call.Get(id) }
                : new JsonObject { ["members"] = new JsonObject { ["id"] = call.Get(id), ["add"] = Ids(added), ["remove"] = Ids(removed) } }, ct);
        });
    }

    private static Command PreviewPolicy(Shell shell)
    {
        var file = new Argument<string?>("FILE") { Description = "The file with the policy's text, or - for standard input; not with --remove.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => null };
        var instead = Inputs.Text("--of", "The policy that would have this text, by its id or name; a new one otherwise.", "POLICY");
        var remove = Inputs.Text("--remove", "The policy that would be removed, by its id or name.", "POLICY");
        var (circumstances, page) = (new CircumstanceOptions(), new PageOptions());
        return ApiCommand.Make(shell, "policy", """
            See what it would mean to save a policy, or to remove one.

            Examples:
              holdfast access preview policy office.cedar
              holdfast access preview policy office.cedar --of "Only from the office" --second-factor
              holdfast access preview policy --remove "Only from the office"
            """, [file, instead, remove, .. circumstances.All, .. page.All], async (call, ct) =>
        {
            if (call.Get(file) is null == call.Get(remove) is null || (call.Get(remove) is not null && call.Get(instead) is not null))
            {
                throw CliProblems.Together("Name a FILE, or a policy with --remove.");
            }

            var change = call.Get(remove) is { } gone
                ? new JsonObject { ["removePolicy"] = await PolicyCommands.Find(call, gone, ct) }
                : new JsonObject
                {
                    ["policy"] = new JsonObject { ["id"] = call.Get(instead) is { } policy ? await PolicyCommands.Find(call, policy, ct) : null, ["text"] = PolicyCommands.Read(call, call.Get(file)!) },
                };
            change["circumstances"] = circumstances.Named(call);
            await Show(call, page, change, ct);
        });
    }

    private static async Task Show(Call call, PageOptions page, JsonObject change, CancellationToken ct) => call.Report.ShowPage(
        await call.Api.Post(Query.Of("api/access/preview", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), change, ct),
        "Nobody gains or loses anything.",
        ("Name", w => w.Text("name")),
        ("Gains", w => Each(w, "gains")),
        ("Loses", w => Each(w, "loses")),
        ("Who", w => $"{w.Text("principalKind")} {w.Text("principalId")}"));

    // Where, and what there.
    private static string Each(JsonElement who, string member) => string.Join("; ", who.List("differences").Where(d => d.List(member).Any()).Select(d => $"{d.Text("scope.level")}{(d.Text("only") is { Length: > 0 } only ? $" ({only} only)" : "")}: {Joined(d, member)}"));

    private static string Role(JsonElement reason) =>
        reason.Text("role") is { Length: > 0 } role ? role : reason.Text("kind") == "POLICY" ? $"policy {reason.Text("policy.name")}, line {reason.Text("policy.line")}" : "KEY";

    private static string Joined(JsonElement thing, string member) => string.Join(", ", thing.List(member).Select(each => each.ToString()));

    private static JsonArray Ids(Guid[] ids) => [.. ids.Select(id => (JsonNode?)id)];

    private static (string Kind, Guid Id) Named(Call call, Option<Guid?> user, Option<Guid?> key) => (call.Get(user), call.Get(key)) switch
    {
        ({ } id, null) => ("USER", id),
        (null, { } id) => ("API_KEY", id),
        _ => throw CliProblems.Together("Name one of --user and --key."),
    };
}
