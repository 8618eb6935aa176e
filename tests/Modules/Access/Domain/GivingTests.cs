using Holdfast.Modules.Access;
using Holdfast.Modules.Access.Authorization;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Holdfast.Tests.Modules.Access.Domain;

/// <summary>Nobody gives what they have not themselves at that place.</summary>
public sealed class GivingTests
{
    // Of a process that has read no policies.
    private readonly Rights rights = new(
        new PolicySets(null!, TimeProvider.System, NullLogger<PolicySets>.Instance), null!, new PolicyTexts(null!, Options.Create(new AccessOptions())), null!, TimeProvider.System);

    private readonly TenantId tenant = Id.New<TenantId>(TimeProvider.System);
    private readonly Guid organization = Guid.CreateVersion7();
    private readonly Guid group = Guid.CreateVersion7();

    [Fact]
    public void What_one_has_at_a_place_can_be_given_there_and_below_and_nowhere_else()
    {
        var op = With((new Scope(ScopeLevel.Organization, organization), "fleet:read"));
        rights.MayGive(op, ["fleet:read"], new ScopePath(organization, null, null)).ShouldBeTrue();
        rights.MayGive(op, ["fleet:read"], new ScopePath(organization, group, null)).ShouldBeTrue();
        rights.MayGive(op, ["fleet:read"], ScopePath.Tenant).ShouldBeFalse();
        rights.MayGive(op, ["fleet:read"], new ScopePath(Guid.CreateVersion7(), null, null)).ShouldBeFalse();
    }

    [Fact]
    public void One_permission_that_one_has_not_is_enough_to_refuse()
    {
        var op = With((new Scope(ScopeLevel.Tenant, tenant.Value), "fleet:read"));
        rights.MayGive(op, ["fleet:read"], ScopePath.Tenant).ShouldBeTrue();
        rights.MayGive(op, ["fleet:read", "fleet:write"], ScopePath.Tenant).ShouldBeFalse();
    }

    [Fact]
    public void The_platform_itself_gives_what_it_is_told_to() =>
        rights.MayGive(OpContext.OfSystem(tenant, "test", "test"), ["fleet:read"], ScopePath.Tenant).ShouldBeTrue();

    private OpContext With(params (Scope Node, string Permission)[] grants) => new(
        tenant,
        new Principal(PrincipalKind.User, Guid.CreateVersion7(), "ann") { Grants = Grants.Of(grants.Select(g => (tenant, g.Node, g.Permission))) },
        new Origin(null, null, null, "test"),
        "test");
}
