using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Factors;

/// <summary>Statements about what tenants ask of who signs in; all in the control store.</summary>
internal sealed class SignInRuleDb(ControlSession control)
{
    public Change Change() => control.Change();

    public async Task<SignInRule> Of(OpContext op, CancellationToken ct) =>
        await control.First($"select require_second_factor, changed_at, version from sign_in_rule where tenant_id = {op.Tenant}", Read, ct) ?? SignInRule.None;

    /// <summary>The rule of the change's tenant, with its lock; made when there is none yet.</summary>
    public static async Task<SignInRule?> ForUpdate(Change change, CancellationToken ct)
    {
        await change.Execute($"insert into sign_in_rule (tenant_id) values ({change.Op.Tenant}) on conflict (tenant_id) do nothing", ct);
        return await change.First($"select require_second_factor, changed_at, version from sign_in_rule where tenant_id = {change.Op.Tenant} for update", Read, ct);
    }

    public static void Update(Change change, SignInRule rule) => change.Add($"""
        update sign_in_rule set require_second_factor = {rule.RequireSecondFactor}, changed_at = {rule.ChangedAt}, version = {rule.Version} where tenant_id = {change.Op.Tenant}
        """);

    /// <summary>All tenants that ask everybody for a second factor.</summary>
    public Task<List<TenantId>> Requiring(CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id from sign_in_rule where tenant_id is not null and require_second_factor", row => row.Id<TenantId>(), ct);

    private static SignInRule Read(Row row) => new(row.Bool(), row.TimeOrNull(), row.Long());
}
