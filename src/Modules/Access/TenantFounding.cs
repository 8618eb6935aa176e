using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>Who makes a tenant below the own one is its administrator: nobody else could begin anything in it.</summary>
internal sealed class TenantFounding(TimeProvider time) : ITenantFounding
{
    public void Found(Change change, TenantId tenant)
    {
        if (change.Op.Principal is not { Kind: PrincipalKind.User, Id: { } user })
        {
            return;
        }

        var node = new Scope(ScopeLevel.Tenant, tenant.Value);
        var made = new Assignment(Id.New<AssignmentId>(time), change.Op.Principal.Home, AssigneeKind.User, user, StockRole.Admin.Id, node, tenant, null, time.GetUtcNow());
        AssignmentDb.Insert(change, made);
        change.Publish(new AssignmentCreated(made.Id.Value, made.Kind, made.Principal, made.Role, made.Scope, made.ExpiresAt));
    }
}
