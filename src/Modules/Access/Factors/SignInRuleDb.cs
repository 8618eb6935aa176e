using System.Collections.Frozen;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Factors;

/// <summary>Statements about what tenants ask of who signs in; all in the control store.</summary>
internal sealed class SignInRuleDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("require_second_factor, require_sso, sso_except, changed_at, version");

    public Change Change() => control.Change();

    public async Task<SignInRule> Of(OpContext op, CancellationToken ct) =>
        await control.First($"select {Columns} from sign_in_rule where tenant_id = {op.Tenant}", Read, ct) ?? SignInRule.None;

    /// <summary>The rule of the change's tenant, with its lock; made when there is none yet.</summary>
    public static async Task<SignInRule?> ForUpdate(Change change, CancellationToken ct)
    {
        await change.Execute($"insert into sign_in_rule (tenant_id) values ({change.Op.Tenant}) on conflict (tenant_id) do nothing", ct);
        return await change.First($"select {Columns} from sign_in_rule where tenant_id = {change.Op.Tenant} for update", Read, ct);
    }

    public static void Update(Change change, SignInRule rule) => change.Add($"""
        update sign_in_rule
           set require_second_factor = {rule.RequireSecondFactor}, require_sso = {rule.RequireSingleSignOn}, sso_except = {rule.ExceptFor.Select(u => u.Value).ToArray()},
               changed_at = {rule.ChangedAt}, version = {rule.Version}
         where tenant_id = {change.Op.Tenant}
        """);

    /// <summary>All tenants that ask everybody for a second factor.</summary>
    public Task<List<TenantId>> Requiring(CancellationToken ct) => control.AcrossTenants().Query(
        $"select tenant_id from sign_in_rule where tenant_id is not null and require_second_factor", row => row.Id<TenantId>(), ct);

    /// <summary>All tenants that ask anybody to sign in by an identity provider: all their people, or those of domains; and who need not.</summary>
    public Task<List<(TenantId Tenant, SingleSignOnDemand Demand)>> Demanding(CancellationToken ct) => control.AcrossTenants().Query(
        $"""
        select t.tenant_id, coalesce(r.require_sso, false), coalesce(r.sso_except, array[]::uuid[]), t.domains
          from (select tenant_id, array_remove(array_agg(domain_id), null) as domains
                  from (select tenant_id, null::uuid as domain_id from sign_in_rule where tenant_id is not null and require_sso
                        union all
                        select tenant_id, domain_id from domain_access where tenant_id is not null and requires_sso) asking
                 group by tenant_id) t
          left join sign_in_rule r on r.tenant_id = t.tenant_id
        """,
        row => (row.Id<TenantId>(), new SingleSignOnDemand(row.Bool(), row.Get<Guid[]>().ToFrozenSet(), row.Get<Guid[]>().ToFrozenSet())),
        ct);

    private static SignInRule Read(Row row) => new(row.Bool(), row.Bool(), [.. row.Get<Guid[]>().Select(UserId.From)], row.TimeOrNull(), row.Long());
}
