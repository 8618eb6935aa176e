using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One of the caller's sessions.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Current">Whether it is the one that asks.</param>
/// <param name="Address">Where it was opened from; null when not known.</param>
/// <param name="UserAgent">With what, as the client named itself.</param>
/// <param name="CreatedAt">When the person signed in.</param>
/// <param name="LastUsedAt">When its tokens were last renewed.</param>
/// <param name="EndsAt">When it ends if it is not used.</param>
internal sealed record SessionView(SessionId Id, bool Current, string? Address, string? UserAgent, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset EndsAt)
{
    public static SessionView From(LiveSession session, OpContext op) =>
        new(session.Id, session.Id.Value == op.Origin.SessionId, session.Address?.ToString(), session.UserAgent, session.CreatedAt, session.LastUsedAt, session.EndsAt);
}

/// <summary>Where the caller is signed in, the newest first.</summary>
internal sealed class ListSessions(SessionDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/auth/sessions", (PageQuery page, ListSessions feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, page.Request, ct).ToHttp(session => SessionView.From(session, op)));

    public async Task<Result<Page<LiveSession>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Live(op.AtHome(), UserId.From(op.Principal.Id!.Value), page, time.GetUtcNow(), ct), session => session.Id.Value);
}
