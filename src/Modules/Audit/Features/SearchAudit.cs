using Holdfast.Modules.Audit.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Audit.Features;

/// <summary>What to look for; everything that is given must hold.</summary>
internal sealed record AuditFilter(
    AuditCategory? Category,
    AuditSeverity? Severity,
    AuditOutcome? Outcome,
    string? Action,
    Guid? ActorId,
    string? ResourceType,
    Guid? ResourceId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Q);

/// <summary>Searches the tenant's audit log, newest first.</summary>
internal sealed class SearchAudit(AuditDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AuditPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit", ([AsParameters] AuditQuery query, PageQuery page, SearchAudit feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, query.ToFilter(), page.Request, ct).ToHttp(AuditView.From));

    public async Task<Result<Page<StoredEntry>>> Handle(OpContext op, AuditFilter filter, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Search(op, filter, page, ct), entry => AuditEntry.Parse(entry.Body).Id);
}

/// <summary>The filter as it stands in the query.</summary>
/// <param name="Category">Of this AuditCategory.</param>
/// <param name="Severity">Of this AuditSeverity.</param>
/// <param name="Outcome">With this AuditOutcome.</param>
/// <param name="Action">This action, as <c>module.feature</c>.</param>
/// <param name="ActorId">By this actor.</param>
/// <param name="ResourceType">On a thing of this type.</param>
/// <param name="ResourceId">On this thing.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
/// <param name="Q">With this text in action, actor or resource name.</param>
internal sealed record AuditQuery(
    string? Category, string? Severity, string? Outcome, string? Action, Guid? ActorId, string? ResourceType, Guid? ResourceId, DateTimeOffset? From, DateTimeOffset? To, string? Q)
{
    public AuditFilter ToFilter() => new(
        EnumQuery.Parse<AuditCategory>(Category, "category"),
        EnumQuery.Parse<AuditSeverity>(Severity, "severity"),
        EnumQuery.Parse<AuditOutcome>(Outcome, "outcome"),
        Action,
        ActorId,
        ResourceType,
        ResourceId,
        From,
        To,
        Q is { Length: > 200 } ? throw new ProblemException(RequestProblems.BadParameter("q", "q has at most 200 characters.")) : Q);
}
