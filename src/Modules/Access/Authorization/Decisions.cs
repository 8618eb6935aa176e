using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>
/// Answers whether somebody may do something with the same authoriser that decides when they try, and says what gives it to them. What is to
/// narrow or widen rights besides roles (policies) belongs into that authoriser, and its reasons into the decision.
/// </summary>
internal sealed class Decisions(IAuthorizer authorizer)
{
    public async Task<Decision> Decide(OpContext op, Subject subject, Permission permission, ScopePath place, CancellationToken ct)
    {
        var reach = await authorizer.Reach(op with { Principal = subject.AsPrincipal(op.Tenant) }, permission, ct);
        return new Decision(
            subject.Barred is null && reach.Covers(place), subject.Barred, [.. subject.Entitlements.Where(e => e.Gives(op.Tenant, permission.Name, place))]);
    }
}
