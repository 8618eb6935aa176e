using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One person of the tenant.</summary>
internal sealed class GetUser(AccessDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/users/{id}", (UserId id, GetUser feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(UserView.From));

    public async Task<Result<User>> Handle(OpContext op, UserId id, CancellationToken ct) =>
        await db.User(op, id, ct) is { } user ? user : AccessProblems.UserNotFound;
}
