using Holdfast.Modules.Vault.Azure;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Vault.Azure;

public sealed class OutsideNameTests
{
    private static readonly TenantId Ours = Id.New<TenantId>(TimeProvider.System);
    private static readonly TenantId Theirs = Id.New<TenantId>(TimeProvider.System);
    private static readonly Guid One = Guid.CreateVersion7();

    [Fact]
    public void A_name_is_one_that_key_vault_takes_and_holds_tenant_and_id()
    {
        OutsideName.Of(Ours, One).ShouldMatch("^[0-9a-z-]{74}$");
        OutsideName.IdIn(Ours, OutsideName.Of(Ours, One)).ShouldBe(One);
    }

    [Fact]
    public void A_name_of_another_tenant_or_of_something_else_in_the_vault_is_none_of_ours()
    {
        OutsideName.IdIn(Ours, OutsideName.Of(Theirs, One)).ShouldBeNull();
        OutsideName.IdIn(Ours, "production-database-password").ShouldBeNull();
        OutsideName.IdIn(Ours, OutsideName.Of(Ours, One) + "/0").ShouldBeNull();
        OutsideName.IdIn(Ours, OutsideName.Of(Ours, One).ToUpperInvariant()).ShouldBeNull();
        OutsideName.IdIn(Ours, OutsideName.Of(Ours, One)[..^1]).ShouldBeNull();
    }
}
