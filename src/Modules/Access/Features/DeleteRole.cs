using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Removes a role of the tenant's own that nobody has and no other role inherits from.</summary>
internal sealed class DeleteRole(RoleDb db) : IFeature
{
    private const int MostNamed = 5;

    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/roles/{id}", (RoleId id, IfMatch match, DeleteRole feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, RoleId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if ((await match.Take(RoleDb.ForUpdate(change, id, ct), AccessProblems.RoleNotFound)).Fails(out var role, out var problem))
        {
            return problem;
        }

        var book = await db.Book(change, op.Tenant, ct);
        var (uses, heirs) = (await AssignmentDb.UsesOf(change, role.Key, ct), book.ChildrenOf(role.Key));
        var (isForDomain, isProvided) = (await DomainAccessDb.Uses(change, role.Key, ct), await IdentityProviderDb.Uses(change, role.Key, ct));
        if (uses.Count > 0 || heirs.Count > 0 || isForDomain || isProvided)
        {
            return AccessProblems.RoleInUse([.. isForDomain ? ["people of a domain who join"] : Array.Empty<string>(), .. isProvided ? ["people whom an identity provider gives it"] : Array.Empty<string>(), .. uses.Select(u => $"{u.Count} {Called(u.Kind)}"), .. Named([.. heirs.Select(h => h.Name)])]);
        }

        RoleDb.Delete(change, role);
        await Quotas.Return(change, RoleDb.Quota, 1, ct);
        change.Publish(new RoleDeleted(role.Id, role.Name));
        change.Audit(RoleView.Fact(RoleView.From(role, book), null));
        return await change.Commit(Done.Value, ct);
    }

    private static string Called(AssigneeKind kind) => kind switch
    {
        AssigneeKind.User => "users",
        AssigneeKind.Group => "user groups",
        AssigneeKind.ApiKey => "API keys",
        _ => "agents",
    };

    private static IEnumerable<string> Named(string[] heirs) => heirs.Length == 0
        ? []
        : [$"the roles that inherit from it: {string.Join(", ", heirs.Take(MostNamed))}{(heirs.Length > MostNamed ? $" and {heirs.Length - MostNamed} more" : "")}"];
}
