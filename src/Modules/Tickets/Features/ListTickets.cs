using System.ComponentModel;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>What a list of tickets is narrowed by, as it stands in the query.</summary>
/// <param name="Execution">With this TicketExecution.</param>
/// <param name="Stage">In this TicketStage.</param>
/// <param name="Severity">Of this TicketSeverity.</param>
/// <param name="Priority">Of this TicketPriority.</param>
/// <param name="DeviceId">About this device.</param>
/// <param name="Open">Only tickets that are not CLOSED, or with false only those that are.</param>
/// <param name="Overdue">Only tickets with a clock that has run out, or with false only those without.</param>
/// <param name="AssigneeId">Of which this person takes care.</param>
/// <param name="Assigned">Only tickets of which somebody takes care, or with false only those of which nobody does.</param>
/// <param name="WatcherId">Which this person follows.</param>
/// <param name="ParentId">That are a part of this ticket.</param>
/// <param name="Tag">With this tag.</param>
/// <param name="Observable">With this observable: KIND:value with an ObservableType, or a value of any kind.</param>
/// <param name="Search">A ticket's number (#12 or 12), or what its subject or description contains, whatever its case; 2 to 100 characters.</param>
/// <param name="Text">Words that its subject, description or comments have, whatever their case, the last one or its beginning: "a phrase", -without, this or that; or its number as #12; 2 to 100 characters.</param>
internal sealed record TicketQuery(
    string? Execution = null,
    string? Stage = null,
    string? Severity = null,
    string? Priority = null,
    DeviceId? DeviceId = null,
    bool? Open = null,
    bool? Overdue = null,
    UserId? AssigneeId = null,
    bool? Assigned = null,
    UserId? WatcherId = null,
    TicketId? ParentId = null,
    string? Tag = null,
    string? Observable = null,
    string? Search = null,
    string? Text = null)
{
    /// <summary>The same for the statements.</summary>
    /// <exception cref="ProblemException">A value is none.</exception>
    public TicketFilter Filter() => new()
    {
        Execution = EnumQuery.Parse<TicketExecution>(Execution, "execution"),
        Stage = EnumQuery.Parse<TicketStage>(Stage, "stage"),
        Severity = EnumQuery.Parse<TicketSeverity>(Severity, "severity"),
        Priority = EnumQuery.Parse<TicketPriority>(Priority, "priority"),
        Device = DeviceId,
        Open = Open,
        Overdue = Overdue,
        Assignee = AssigneeId,
        Assigned = Assigned,
        Watcher = WatcherId,
        Parent = ParentId,
        Tag = Tag is null ? null : TicketTags.IsTag(Tag) ? Tag.Trim().ToLowerInvariant() : throw Bad("tag", "tag is 1 to 50 letters, digits and - _ . : /."),
        Observable = Seen(Observable),
        Search = SearchQuery.Parse(Search),
        Text = Words(Text),
    };

    private static ObservableFilter? Seen(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var mark = text.IndexOf(':', StringComparison.Ordinal);
        if (mark > 0 && ObservableWords.TryParse(text[..mark], out var kind))
        {
            return TicketObservable.Normal(kind, text[(mark + 1)..], "observable").Fails(out var form, out _)
                ? throw Bad("observable", $"observable is no {EnumText.Of(kind)}.")
                : new ObservableFilter(kind, [form]);
        }

        return NormalObservable.Forms(text) is { Length: > 0 } forms ? new ObservableFilter(null, forms) : throw Bad("observable", "observable is an address, a name, a digest or another ObservableType.");
    }

    private static SearchText? Words(string? text) => text is null ? null
        : SearchText.Of(text) ?? throw Bad("text", $"text holds {SearchText.MinLength} to {SearchText.MaxLength} characters, and no control characters.");

    private static ProblemException Bad(string parameter, string detail) => new(RequestProblems.BadParameter(parameter, detail));
}

/// <summary>The tenant's tickets, newest first or in another order, narrowed by what they are, whose they are, what was seen, how they stand, and by number or text.</summary>
internal sealed class ListTickets(TicketListDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets", (
                [AsParameters] TicketQuery query,
                [Description("In which TicketSort: NEWEST, OLDEST, SEVERITY, PRIORITY or DUE; NEWEST when left out. A cursor is of the order in which it was given.")] string? sort,
                PageQuery page,
                ListTickets feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, query.Filter(), EnumQuery.Parse<TicketSort>(sort, "sort") ?? TicketSort.Newest, page.Request, ct).ToHttp(TicketView.From));

    public async Task<Result<Page<Ticket>>> Handle(OpContext op, TicketFilter filter, TicketSort sort, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Tickets(op, filter, sort, page, time.GetUtcNow(), ct), t => t.Id.Value);
}
