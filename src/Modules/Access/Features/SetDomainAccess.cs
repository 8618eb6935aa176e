using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Access.SingleSignOn;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="JoinRole">The id of the role with which people of the domain may join, on the whole tenant; null when they may not.</param>
/// <param name="RequiresSso">Whether they sign in by an identity provider of the tenant's alone; absent, that stays as it is. It takes the right to write sign-in rules.</param>
internal sealed record SetDomainAccessRequest(string? JoinRole, bool? RequiresSso = null);

/// <summary>Says what people whose mail address is of a domain of the tenant's may do by themselves. One can only give what one has oneself.</summary>
internal sealed class SetDomainAccess(DomainAccessDb db, RoleDb roles, Rights rights, IDomains domains, SingleSignOnRules sso, SignInRules rules, FreshSignIn fresh, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(MemberPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/domains/{id}/access", (DomainId id, SetDomainAccessRequest request, IfMatch match, SetDomainAccess feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(DomainAccessView.From));

    public async Task<Result<DomainAccess>> Handle(OpContext op, DomainId id, SetDomainAccessRequest request, IfMatch match, CancellationToken ct)
    {
        if (await domains.Name(op, id, ct) is not { } name)
        {
            return MemberProblems.DomainNotFound;
        }

        if (request.RequiresSso is not null && (rights.Reach(op, AccessPermissions.WriteSignIn.Name).IsAll ? await fresh.Check(op, ct) : OperationProblems.Forbidden(AccessPermissions.WriteSignIn.Name)) is { } mayNot)
        {
            return mayNot;
        }

        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        if ((await match.Take<DomainAccess>(DomainAccessDb.ForUpdate(change, id, ct)!, MemberProblems.DomainNotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        if (await Refusal(op, change, before.JoinRole, request.JoinRole, ct) is { } refused)
        {
            return refused;
        }

        var after = before with { JoinRole = request.JoinRole, RequiresSso = request.RequiresSso ?? before.RequiresSso, Version = before.Version + 1 };
        if (after.RequiresSso && !before.RequiresSso)
        {
            var except = (await SignInRuleDb.ForUpdate(change, ct))!.ExceptFor;
            if (await sso.Check(change, except, ct) is { } notYet)
            {
                return notYet;
            }

            await sso.EndOthers(change, name, except, ct);
        }

        DomainAccessDb.Put(change, after, time.GetUtcNow());
        change.Publish(new DomainAccessChanged(id, after.JoinRole, after.RequiresSso));
        change.Audit(DomainAccessView.Fact(before, after, name));
        if (await change.Commit(ct) is { } violated)
        {
            return violated;
        }

        await rules.Refresh(CancellationToken.None);
        return after;
    }

    private async Task<Problem?> Refusal(OpContext op, Change change, string? before, string? after, CancellationToken ct)
    {
        var book = await roles.Book(change, op.Tenant, ct);
        return rights.CheckGiving(op, book, after) ?? rights.CheckNamed(op, book, before, after) ?? (after is null ? null : rights.CheckMakingPeople(op));
    }
}
