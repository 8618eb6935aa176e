using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>The tenant's enrolment tokens, newest first, without what they are.</summary>
internal sealed class ListEnrollmentTokens(FleetDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(FleetPermissions.Enroll).Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/enrollment-tokens", (PageQuery page, ListEnrollmentTokens feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, page.Request, ct).ToHttp(EnrollmentTokenView.From));

    public async Task<Result<Page<EnrollmentToken>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Tokens(op, page, ct), t => t.Id.Value);
}
