using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>What a list of tickets is narrowed by; null members do not narrow it.</summary>
/// <param name="Execution">With this TicketExecution.</param>
/// <param name="Stage">In this TicketStage.</param>
/// <param name="Severity">Of this TicketSeverity.</param>
/// <param name="Priority">Of this TicketPriority.</param>
/// <param name="DeviceId">About this device.</param>
/// <param name="Open">Whether they are not CLOSED.</param>
/// <param name="Overdue">Whether a clock of theirs has run out.</param>
/// <param name="AssigneeId">Of which this person takes care.</param>
/// <param name="Assigned">Whether somebody takes care of them.</param>
/// <param name="WatcherId">Which this person follows.</param>
/// <param name="ParentId">That are a part of this ticket.</param>
/// <param name="Tag">With this tag.</param>
/// <param name="Observable">With this observable.</param>
/// <param name="Search">With this number, or this text in subject or description.</param>
/// <param name="Text">With these words.</param>
internal sealed record KeptQueryView(
    string? Execution,
    string? Stage,
    string? Severity,
    string? Priority,
    DeviceId? DeviceId,
    bool? Open,
    bool? Overdue,
    UserId? AssigneeId,
    bool? Assigned,
    UserId? WatcherId,
    TicketId? ParentId,
    string? Tag,
    string? Observable,
    string? Search,
    string? Text)
{
    public static KeptQueryView From(TicketQuery q) => new(
        q.Execution, q.Stage, q.Severity, q.Priority, q.DeviceId, q.Open, q.Overdue, q.AssigneeId, q.Assigned, q.WatcherId, q.ParentId, q.Tag, q.Observable, q.Search, q.Text);
}

/// <summary>A filter of tickets that somebody keeps.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Name">What they call it.</param>
/// <param name="IsShared">Whether all of the tenant have it.</param>
/// <param name="Query">What the list is narrowed by.</param>
/// <param name="Sort">In which order; as usual when null.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record SavedViewView(TicketViewId Id, Guid OwnerId, string Name, bool IsShared, KeptQueryView Query, TicketSort? Sort, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static SavedViewView From(SavedView v) => new(v.Id, v.OwnerId, v.Name, v.IsShared, KeptQueryView.From(v.Query), v.Sort, v.CreatedAt, v.Version);

    public static AuditFact Fact(SavedView? before, SavedView? after)
    {
        var named = (after ?? before)!;
        return new("ticket-view", named.Id.Value, named.Name, Show(before), Show(after));
    }

    private static System.Text.Json.JsonElement? Show(SavedView? view) => view is null ? null : AuditFact.Show(From(view));
}

/// <summary>The filters that the caller keeps, and those that all have; newest first.</summary>
internal sealed class ListViews(ViewsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/views", (PageQuery page, ListViews feature, OpContext op, CancellationToken ct) => feature.Handle(op, page.Request, ct).ToHttp(SavedViewView.From));

    public async Task<Result<Page<SavedView>>> Handle(OpContext op, PageRequest page, CancellationToken ct) => page.Cut(await db.Views(op, page, ct), v => v.Id.Value);
}
