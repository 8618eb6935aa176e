using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// Steps that say something: by an event, by mail, to a webhook. Mails are in another store than the run: each has an id of its own that comes from the run and
/// the step, so that whoever goes on with the run writes none twice. The event and the webhook's delivery commit with the step.
/// </summary>
internal sealed class NotifySteps(IServiceProvider services, StepHold hold, StepRights rights, TimeProvider time)
{
    private const int MostPeople = 50;
    private static readonly TimeSpan MailsAreGood = TimeSpan.FromDays(2);

    public async Task Do(OpContext op, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        var input = at.Input!.Value;
        if ((await Acting(op, run, input, ct)).Fails(out var acting, out var lacks))
        {
            await hold.Fail(run, at, RetryPolicy.Once, lacks, ct);
            return;
        }

        await using var scope = services.OpenWork(acting);
        if ((await People(scope.ServiceProvider, acting, input, isThere: true, ct)).Fails(out var people, out var unknown))
        {
            await hold.Fail(run, at, RetryPolicy.Once, unknown, ct);
            return;
        }

        if (people.Count > 0 && (!await hold.IsHeld(run, at, ct) || await Mail(scope.ServiceProvider, run, at, people, ct) is { } exceeded && await Failed(run, at, exceeded, ct)))
        {
            return;
        }

        if (await Say(scope.ServiceProvider, run, at, people.Count, ct) is { } refused)
        {
            await hold.Fail(run, at, RetryPolicy.Once, refused, ct);
        }
    }

    /// <summary>The operation that acts for the publisher; a problem when they may not say it.</summary>
    public async Task<Result<OpContext>> Acting(OpContext op, PlaybookRun run, JsonElement input, CancellationToken ct)
    {
        if (Text(input, "webhook") is not null && (await rights.Of(op, run, WebhookRights.Tell, ct)).Fails(out _, out var lacksTelling))
        {
            return lacksTelling;
        }

        return await rights.Of(op, run, PlaybooksPermissions.Publish, ct);
    }

    /// <summary>Who gets a mail; a problem when somebody who is named is nobody.</summary>
    /// <param name="scoped">Acts for the publisher.</param>
    /// <param name="acting">The same.</param>
    /// <param name="input">What the step begins with.</param>
    /// <param name="isThere">Whether the ticket is one of the tenant's, and not one that would have been opened before.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Result<List<PersonSummary>>> People(IServiceProvider scoped, OpContext acting, JsonElement input, bool isThere, CancellationToken ct)
    {
        var users = scoped.GetRequiredService<IUsers>();
        var people = new List<PersonSummary>();
        if (input.TryGetProperty("members", out var members) && members.ValueKind == JsonValueKind.Array)
        {
            var named = members.EnumerateArray().Select(m => m.ValueKind == JsonValueKind.String ? m.GetString()! : "").Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            var found = await users.Find(acting, named, ct);
            if (named.Find(n => !found.Any(p => string.Equals(p.Username, n, StringComparison.OrdinalIgnoreCase) || string.Equals(p.Id.ToString(), n, StringComparison.OrdinalIgnoreCase))) is { } nobody)
            {
                return PlaybooksProblems.UnknownMember(nobody);
            }

            people.AddRange(found);
        }

        if (isThere && input.TryGetProperty("ticket", out _))
        {
            if (!TicketId.TryParse(Text(input, "ticket"), null, out var ticket) || await Of(scoped, ticket, ct) is not { } ids)
            {
                return PlaybooksProblems.UnknownWord("ticket");
            }

            people.AddRange(await users.Find(acting, [.. ids.Select(id => id.ToString())], ct));
        }

        people = [.. people.DistinctBy(p => p.Id)];
        return people.Count > MostPeople ? PlaybooksProblems.TooManyPeople(MostPeople) : people;
    }

    private async Task<bool> Failed(PlaybookRun run, StepRun at, Problem problem, CancellationToken ct)
    {
        await hold.Fail(run, at, RetryPolicy.Once, problem, ct);
        return true;
    }

    private static async Task<IReadOnlyList<UserId>?> Of(IServiceProvider scoped, TicketId ticket, CancellationToken ct)
    {
        await using var change = scoped.GetRequiredService<RunsDb>().Change();
        return await scoped.GetRequiredService<ITickets>().People(change, ticket, ct);
    }

    // All or none: a limit that is reached in the middle takes back what was added before.
    private async Task<Problem?> Mail(IServiceProvider scoped, PlaybookRun run, StepRun at, IReadOnlyList<PersonSummary> people, CancellationToken ct)
    {
        var mails = scoped.GetRequiredService<IMails>();
        await using var change = scoped.GetRequiredService<ControlSession>().Bookkeeping();
        foreach (var person in people)
        {
            var text = $"{at.Input!.Value.GetProperty("text").GetString()}\n\n{mails.Link($"/playbook-runs/{run.Id}")}\n";
            var draft = new MailDraft(person.Email, Line(Text(at.Input.Value, "subject")!), text, time.GetUtcNow() + MailsAreGood);
            if (await mails.AddOnce(change, MailId.From(Mark(run, at, person.Id.ToString())), draft, ct) is { } exceeded)
            {
                return exceeded;
            }
        }

        return await change.Commit(ct);
    }

    private async Task<Problem?> Say(IServiceProvider scoped, PlaybookRun run, StepRun at, int mails, CancellationToken ct)
    {
        await using var change = scoped.GetRequiredService<RunsDb>().Change();
        if (await StepHold.Held(change, run, at, ct) is not { Input: { } said } now)
        {
            return null;
        }

        var what = new PlaybookNotified(run.Id, run.Playbook, run.Name, Line(Text(said, "subject")!), Text(said, "text")!);
        if (Text(said, "webhook") is { } named
            && await scoped.GetRequiredService<IWebhooks>().Tell(
                change, named, new WebhookMessage(Mark(run, at, "webhook"), "playbook.notified", JsonSerializer.SerializeToElement(what, WireJson.Options), run.Place), ct) is { } refused)
        {
            return refused;
        }

        change.Publish(what, run.Place);
        change.Audit(RunBook.Fact(run, run));
        RunsDb.Save(change, run.Id, now.Done(mails == 0 ? null : JsonSerializer.SerializeToElement(new { mails }), time.GetUtcNow()));
        return await change.Commit(ct);
    }

    private static Guid Mark(PlaybookRun run, StepRun at, string to) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Id.Value:N} {at.Path} {at.Attempts} {to}")).AsSpan(0, 16));

    private static string? Text(JsonElement input, string name) => input.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Line(string text)
    {
        var line = new string([.. text.Where(c => !char.IsControl(c))]);
        return line.Length <= 200 ? line : line[..200];
    }
}
