using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// What steps do with tickets. All of it happens in one change, whose operation acts for the publisher within their reach: it commits with the step's
/// outcome, or not at all.
/// </summary>
internal sealed class TicketSteps(IServiceProvider services, StepHold hold, StepRights rights, TimeProvider time)
{
    public async Task Do(OpContext op, PlaybookRun run, StepRun at, TicketAct act, CancellationToken ct)
    {
        if ((await rights.Of(op, run, TicketRights.Write, ct)).Fails(out var acting, out var lacks))
        {
            await hold.Fail(run, at, RetryPolicy.Once, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        if ((await Assignee(scope.ServiceProvider.GetRequiredService<IUsers>(), acting, act, at.Input ?? default, ct)).Fails(out var assignee, out var stranger))
        {
            await hold.Fail(run, at, RetryPolicy.Once, stranger, ct);
            return;
        }

        Problem? refused;
        await using (var change = scope.ServiceProvider.GetRequiredService<RunsDb>().Change())
        {
            if (await StepHold.Held(change, run, at, ct) is not { } now)
            {
                return;
            }

            var done = await Do(scope.ServiceProvider.GetRequiredService<ITickets>(), change, act, now.Input ?? default, assignee.Id, run.Place, ct);
            refused = done.Problem;
            if (done.Succeeded)
            {
                RunsDb.Save(change, run.Id, now.Done(done.Value, time.GetUtcNow()));
                refused = await change.Commit(ct);
            }
        }

        if (refused is not null)
        {
            await hold.Fail(run, at, RetryPolicy.Once, refused, ct);
        }
    }

    /// <summary>What would stand in the way, as far as it can be told without doing it.</summary>
    /// <param name="scoped">Acts for the publisher.</param>
    /// <param name="acting">The same.</param>
    /// <param name="act">What.</param>
    /// <param name="fields">As the step's members say, their values found out.</param>
    /// <param name="isThere">Whether the ticket is one of the tenant's, and not one that would have been opened before.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Problem?> Foresee(IServiceProvider scoped, OpContext acting, TicketAct act, JsonElement fields, bool isThere, CancellationToken ct)
    {
        if ((await Assignee(scoped.GetRequiredService<IUsers>(), acting, act, fields, ct)).Problem is { } stranger)
        {
            return stranger;
        }

        if (act == TicketAct.Open)
        {
            return Draft(fields, ScopePath.Tenant).Problem;
        }

        if (!TicketId.TryParse(Text(fields, "ticket"), null, out var ticket))
        {
            return PlaybooksProblems.UnknownWord("ticket");
        }

        if (isThere)
        {
            await using var change = scoped.GetRequiredService<RunsDb>().Change();
            if (await scoped.GetRequiredService<ITickets>().Find(change, ticket, ct) is null)
            {
                return PlaybooksProblems.UnknownWord("ticket");
            }
        }

        return act == TicketAct.Update ? Revision(fields, null).Problem
            : act == TicketAct.Link && !EnumText.TryParse<TicketLinkKind>(Text(fields, "kind"), out _) ? PlaybooksProblems.UnknownWord("kind")
            : null;
    }

    private static Task<Result<JsonElement>> Do(ITickets tickets, Change change, TicketAct act, JsonElement fields, UserId? assignee, ScopePath place, CancellationToken ct) => act switch
    {
        TicketAct.Open => Open(tickets, change, fields, place, ct),
        TicketAct.Update => With(fields, async ticket => Revision(fields, assignee).Fails(out var revision, out var wrong) ? wrong : await tickets.Update(change, ticket, revision, ct)),
        TicketAct.Close => With(fields, async ticket => await tickets.Close(
            change, ticket, EnumText.TryParse<ClosingReason>(Text(fields, "reason"), out var reason) ? reason : ClosingReason.Resolved, Text(fields, "resolution"), ct)),
        TicketAct.Link => With(fields, async ticket => EnumText.TryParse<TicketLinkKind>(Text(fields, "kind"), out var kind)
            ? await tickets.AddLink(change, ticket, new LinkDraft(kind, Text(fields, "value") ?? ""), ct)
            : PlaybooksProblems.UnknownWord("kind")),
        _ => With(fields, async ticket => await tickets.Comment(change, ticket, Text(fields, "text") ?? "", ct)),
    };

    // People are in the control store: they are looked up before the change is open.
    private static async Task<Result<(UserId? Id, string? Named)>> Assignee(IUsers users, OpContext acting, TicketAct act, JsonElement fields, CancellationToken ct)
    {
        if (act != TicketAct.Update || Text(fields, "assignee") is not { } named)
        {
            return (null, null);
        }

        return await users.Find(acting, [named], ct) is [var person, ..] ? (person.Id, named) : PlaybooksProblems.UnknownWord("assignee");
    }

    private static Result<TicketRevision> Revision(JsonElement fields, UserId? assignee)
    {
        foreach (var (name, isKnown) in new (string, Func<string, bool>)[]
        {
            ("severity", w => EnumText.TryParse<TicketSeverity>(w, out _)), ("priority", w => EnumText.TryParse<TicketPriority>(w, out _)), ("stage", w => EnumText.TryParse<TicketStage>(w, out _)),
        })
        {
            if (Word(fields, name) is { } word && !isKnown(word))
            {
                return PlaybooksProblems.UnknownWord(name);
            }
        }

        return new TicketRevision
        {
            Severity = EnumText.TryParse<TicketSeverity>(Word(fields, "severity"), out var severity) ? severity : null,
            Priority = EnumText.TryParse<TicketPriority>(Word(fields, "priority"), out var priority) ? priority : null,
            Stage = EnumText.TryParse<TicketStage>(Word(fields, "stage"), out var stage) ? stage : null,
            Assignee = assignee,
            Tags = fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array ? Tags(fields) : null,
        };
    }

    private static string? Word(JsonElement fields, string name) => Text(fields, name)?.ToUpperInvariant();

    private static async Task<Result<JsonElement>> Open(ITickets tickets, Change change, JsonElement fields, ScopePath place, CancellationToken ct)
    {
        if (Draft(fields, place).Fails(out var draft, out var wrong))
        {
            return wrong;
        }

        var opened = await tickets.Open(change, draft, ct);
        return opened.Map(ticket => JsonSerializer.SerializeToElement(new { ticket = ticket.Id.ToString(), number = ticket.Number }));
    }

    private static Result<TicketDraft> Draft(JsonElement fields, ScopePath place)
    {
        if (!EnumText.TryParse<TicketSeverity>(Text(fields, "severity")?.ToUpperInvariant(), out var severity))
        {
            return PlaybooksProblems.UnknownWord("severity");
        }

        var observables = new List<ObservableDraft>();
        foreach (var seen in Items(fields, "observables"))
        {
            if (!ObservableWords.TryParse(Text(seen, "kind"), out var kind))
            {
                return PlaybooksProblems.UnknownWord("kind");
            }

            observables.Add(new ObservableDraft(kind, Text(seen, "value") ?? ""));
        }

        return new TicketDraft(Text(fields, "subject") ?? "", Text(fields, "description") ?? "", severity)
        {
            Place = place,
            Device = DeviceId.TryParse(Text(fields, "device"), null, out var device) ? device : null,
            Tags = Tags(fields),
            Observables = observables,
        };
    }

    private static List<string> Tags(JsonElement fields) => [.. Items(fields, "tags").Select(tag => tag.ValueKind == JsonValueKind.String ? tag.GetString()! : "")];

    private static async Task<Result<JsonElement>> With(JsonElement fields, Func<TicketId, Task<Problem?>> act) =>
        !TicketId.TryParse(Text(fields, "ticket"), null, out var ticket) ? PlaybooksProblems.UnknownWord("ticket")
        : await act(ticket) is { } problem ? problem
        : JsonSerializer.SerializeToElement(new { ticket = ticket.ToString() });

    private static string? Text(JsonElement fields, string name) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement fields, string name) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
}
