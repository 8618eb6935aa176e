using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>What is changed in each of many tickets; members that are left out stay as they are.</summary>
/// <param name="Stage">Where people are with it.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Priority">In which order it is to be worked on.</param>
/// <param name="AssigneeId">Who takes care of it.</param>
/// <param name="AddTags">Words to find it by, beside those that it has.</param>
/// <param name="RemoveTags">Words that it is found by no more.</param>
/// <param name="DueAt">When it is to be done.</param>
/// <param name="ClosingReason">Why nothing is left to do, with the stage CLOSED.</param>
/// <param name="Resolution">What was done, with the stage CLOSED: up to 4,000 characters.</param>
/// <param name="Clear">What to take away.</param>
internal sealed record TicketsChange(
    TicketStage? Stage = null,
    TicketSeverity? Severity = null,
    TicketPriority? Priority = null,
    UserId? AssigneeId = null,
    IReadOnlyList<string?>? AddTags = null,
    IReadOnlyList<string?>? RemoveTags = null,
    DateTimeOffset? DueAt = null,
    ClosingReason? ClosingReason = null,
    string? Resolution = null,
    IReadOnlyList<TicketField>? Clear = null)
{
    /// <summary>What is wrong with it.</summary>
    public Problem? Check() => this == new TicketsChange()
        ? TicketsProblems.NothingToChange
        : TicketText.Lines(Resolution, "change.resolution", 0, TicketText.MaxResolution) ?? TicketTags.Check(AddTags, "change.addTags") ?? TicketTags.Check(RemoveTags, "change.removeTags");

    /// <summary>The same for one ticket.</summary>
    public TicketEdit For(Ticket ticket) => new(null, null, Stage, Severity, AssigneeId, null)
    {
        Priority = Priority,
        Tags = AddTags is null && RemoveTags is null ? null : TicketTags.Clean(ticket.Tags.Except(TicketTags.Clean(RemoveTags ?? [])).Concat(AddTags ?? [])),
        DueAt = DueAt,
        ClosingReason = ClosingReason,
        Resolution = Resolution,
        Clear = Clear ?? [],
    };
}

/// <param name="Change">What is changed in each.</param>
/// <param name="Preview">True: say what would become of each. False: do it, as the preview of this digest says.</param>
/// <param name="Ids">Which tickets: 1 to 500; or a filter.</param>
/// <param name="Filter">Which tickets, as a list is narrowed; at most 500.</param>
/// <param name="Digest">Of the preview; needed to do it.</param>
internal sealed record ChangeTicketsRequest(TicketsChange Change, bool Preview, IReadOnlyList<TicketId>? Ids = null, TicketQuery? Filter = null, string? Digest = null) : IRequest
{
    public const int Most = 500;

    public Problem? Check()
    {
        _ = Filter?.Filter();
        return (Ids is null) == (Filter is null) || Ids is { Count: 0 or > Most } ? TicketsProblems.IdsOrFilter
            : !Preview && Digest is null ? TicketsProblems.NoDigest
            : Change.Check();
    }
}

/// <summary>What stands in the way of one ticket.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Detail">For a person.</param>
internal sealed record BulkProblemView(string Code, string Detail);

/// <summary>What becomes of one of many tickets.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Number">Its number; null when there is no such ticket within reach.</param>
/// <param name="Subject">Its subject; null likewise.</param>
/// <param name="Changes">What of it becomes other than it is.</param>
/// <param name="Problem">Why it stays as it is; null when it does not.</param>
internal sealed record BulkItemView(TicketId TicketId, long? Number, string? Subject, IReadOnlyList<FieldChange> Changes, BulkProblemView? Problem);

/// <summary>What becomes of many tickets.</summary>
/// <param name="Digest">Names exactly this: these tickets as they are now, and what becomes of each.</param>
/// <param name="Applied">Whether it was done.</param>
/// <param name="Items">Ticket by ticket, oldest first.</param>
internal sealed record BulkView(string Digest, bool Applied, IReadOnlyList<BulkItemView> Items);

/// <summary>
/// Changes many tickets at once: first a preview says what would become of each or why not; doing it names the preview's digest, and does exactly that or,
/// when a ticket is another meanwhile, nothing.
/// </summary>
internal sealed class ChangeTickets(TicketsDb db, TicketListDb list, TicketBook book, IUsers users, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets/bulk", (ChangeTicketsRequest request, ChangeTickets feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToHttp());

    public async Task<Result<BulkView>> Handle(OpContext op, ChangeTicketsRequest request, CancellationToken ct)
    {
        if (request.Change.AssigneeId is { } assignee && !await users.Has(op, assignee, ct))
        {
            return TicketsProblems.UnknownAssignee;
        }

        var now = time.GetUtcNow();
        TicketId[] ids = request.Filter is { } filter
            ? [.. await list.Ids(op, filter.Filter(), ChangeTicketsRequest.Most + 1, now, ct)]
            : [.. request.Ids!.Distinct().OrderBy(i => i.Value)];
        if (ids.Length > ChangeTicketsRequest.Most)
        {
            return TicketsProblems.TooManyTickets;
        }

        await using var change = db.Change();
        var found = (await TicketsDb.ForUpdate(change, ids, ct)).ToDictionary(t => t.Id);
        if (found.Count == 0 && ids.Length > 0)
        {
            return TicketsProblems.NotFound;
        }

        var outcomes = ids.Select(id => Outcome(id, found.GetValueOrDefault(id), request.Change, now)).ToArray();
        var digest = Digest(op, request.Change, outcomes);
        if (request.Preview)
        {
            return new BulkView(digest, false, [.. outcomes.Select(o => o.View)]);
        }

        if (request.Digest != digest)
        {
            return TicketsProblems.OtherThanPreview;
        }

        foreach (var outcome in outcomes.Where(o => o.After is not null))
        {
            await book.Move(change, outcome.Before!, outcome.After!, ct);
        }

        return await change.Commit(new BulkView(digest, true, [.. outcomes.Select(o => o.View)]), ct);
    }

    private static BulkOutcome Outcome(TicketId id, Ticket? before, TicketsChange change, DateTimeOffset now)
    {
        if (before is null)
        {
            return new BulkOutcome(null, null, new BulkItemView(id, null, null, [], Of(TicketsProblems.NotFound)));
        }

        var edit = change.For(before);
        var edited = TicketTags.Check(edit.Tags, "change.addTags") is { } tooMany ? tooMany : before.Edit(edit, now);
        if (edited.Problem is { } problem)
        {
            return new BulkOutcome(before, null, new BulkItemView(id, before.Number, before.Subject, [], Of(problem)));
        }

        var changes = TicketChanges.Between(before, edited.Value);
        return new BulkOutcome(before, changes.Count > 0 ? edited.Value : null, new BulkItemView(id, before.Number, before.Subject, changes, null));
    }

    private static BulkProblemView Of(Problem problem) => new(problem.Code, problem.Detail);

    private static string Digest(OpContext op, TicketsChange change, IEnumerable<BulkOutcome> outcomes) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { tenant = op.Tenant.Value, change, tickets = outcomes.Select(o => new { o.View.TicketId, o.Before?.Version, o.View.Changes, o.View.Problem?.Code }) }, WireJson.Options)));

    private sealed record BulkOutcome(Ticket? Before, Ticket? After, BulkItemView View);
}
