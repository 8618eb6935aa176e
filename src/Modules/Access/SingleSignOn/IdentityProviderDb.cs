using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>Statements about tenants' identity providers; all in the control store.</summary>
internal sealed class IdentityProviderDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("""
        p.tenant_id, p.id, p.name, p.preset, p.issuer, p.client_id, p.sealed_secret, p.scopes, p.groups_claim, p.default_role, p.creates_users, p.trusts_second_factor, p.status, p.created_at, p.version
        """);

    public Change Change() => control.Change();

    /// <summary>All of the operation's tenant, the oldest first.</summary>
    public async Task<IReadOnlyList<IdentityProvider>> All(OpContext op, CancellationToken ct) => await All(control.For(op), op.Tenant, ct);

    /// <summary>The same, read in the control store or inside a change there.</summary>
    public static async Task<IReadOnlyList<IdentityProvider>> All(IReads reads, TenantId tenant, CancellationToken ct)
    {
        var mappings = (await reads.Query(
            $"select provider_id, group_value, role, scope_level, scope_id from identity_provider_mapping where tenant_id = {tenant} order by provider_id, group_value, role, scope_id",
            row => (Provider: row.Id<IdentityProviderId>(), Mapping: ReadMapping(row)),
            ct)).ToLookup(m => m.Provider, m => m.Mapping);
        return await reads.Query($"select {Columns} from identity_provider p where p.tenant_id = {tenant} order by p.id", row => Read(row, mappings), ct);
    }

    public async Task<IdentityProvider?> Find(OpContext op, IdentityProviderId id, CancellationToken ct) => (await All(op, ct)).FirstOrDefault(p => p.Id == id);

    /// <summary>Whose provider this is, for callers of whom no tenant is known; null when there is none.</summary>
    public Task<TenantId?> TenantOf(IdentityProviderId id, CancellationToken ct) => control.AcrossTenants().First(
        $"select tenant_id from identity_provider where tenant_id is not null and id = {id}", row => (TenantId?)row.Id<TenantId>(), ct);

    /// <summary>One of the change's tenant, with its lock.</summary>
    public static async Task<IdentityProvider?> ForUpdate(Change change, IdentityProviderId id, CancellationToken ct)
    {
        await change.Execute($"select from identity_provider where tenant_id = {change.Op.Tenant} and id = {id} for update", ct);
        return (await All(change, change.Op.Tenant, ct)).FirstOrDefault(p => p.Id == id);
    }

    public static void Insert(Change change, IdentityProvider p)
    {
        change.Add($"""
            insert into identity_provider (tenant_id, id, name, preset, issuer, client_id, sealed_secret, scopes, groups_claim, default_role, creates_users, trusts_second_factor, status, created_at, version)
            values ({p.Tenant}, {p.Id}, {p.Name}, {p.Preset}, {p.Issuer}, {p.ClientId}, {p.SealedSecret}, {p.Scopes.ToArray()}, {p.GroupsClaim}, {p.DefaultRole}, {p.CreatesUsers},
                    {p.TrustsSecondFactor}, {p.Status}, {p.CreatedAt}, {p.Version})
            """);
        change.OnViolation("identity_provider_name_key", SingleSignOnProblems.Exists);
        InsertMappings(change, p);
    }

    public static void Update(Change change, IdentityProvider p)
    {
        change.Add($"""
            update identity_provider
               set name = {p.Name}, preset = {p.Preset}, issuer = {p.Issuer}, client_id = {p.ClientId}, sealed_secret = {p.SealedSecret}, scopes = {p.Scopes.ToArray()},
                   groups_claim = {p.GroupsClaim}, default_role = {p.DefaultRole}, creates_users = {p.CreatesUsers}, trusts_second_factor = {p.TrustsSecondFactor},
                   status = {p.Status}, version = {p.Version}
             where tenant_id = {p.Tenant} and id = {p.Id}
            """);
        change.OnViolation("identity_provider_name_key", SingleSignOnProblems.Exists);
        change.Add($"delete from identity_provider_mapping where tenant_id = {p.Tenant} and provider_id = {p.Id}");
        InsertMappings(change, p);
    }

    public static void Delete(Change change, IdentityProvider p) => change.Add($"delete from identity_provider where tenant_id = {p.Tenant} and id = {p.Id}");

    /// <summary>Whom a provider means by a subject; null when that is nobody yet.</summary>
    public static Task<UserId?> UserOf(IReads reads, IdentityProvider provider, string subject, CancellationToken ct) => reads.First(
        $"select user_id from external_identity where tenant_id = {provider.Tenant} and provider_id = {provider.Id} and subject = {subject}", row => (UserId?)row.Id<UserId>(), ct);

    /// <summary>Whether a provider speaks for somebody at this moment, and until the change ends.</summary>
    public static Task<bool> Speaks(Change change, IdentityProviderId provider, string subject, UserId user, CancellationToken ct) => change.First(
        $"""
        select true from identity_provider p join external_identity e on e.tenant_id = p.tenant_id and e.provider_id = p.id
         where p.tenant_id = {change.Op.Tenant} and p.id = {provider} and p.status = {ProviderStatus.Enabled} and e.subject = {subject} and e.user_id = {user} for share
        """,
        row => row.Bool(),
        ct);

    /// <summary>Puts an account and a subject together; false when the account is another subject's.</summary>
    public static async Task<bool> Link(Change change, IdentityProvider provider, string subject, UserId user, DateTimeOffset now, CancellationToken ct) => await change.Execute(
        $"""
        insert into external_identity (tenant_id, provider_id, subject, user_id, linked_at, last_used_at)
        values ({provider.Tenant}, {provider.Id}, {subject}, {user}, {now}, {now})
        on conflict do nothing
        """,
        ct) == 1;

    public static void Used(Change change, IdentityProvider provider, string subject, DateTimeOffset now) => change.Add(
        $"update external_identity set last_used_at = {now} where tenant_id = {provider.Tenant} and provider_id = {provider.Id} and subject = {subject}");

    /// <summary>Nobody is anybody's by a provider any more: it speaks for others now.</summary>
    public static void UnlinkAll(Change change, IdentityProvider provider) =>
        change.Add($"delete from external_identity where tenant_id = {provider.Tenant} and provider_id = {provider.Id}");

    /// <summary>Whether a role is given by some provider.</summary>
    public static Task<bool> Uses(Change change, string role, CancellationToken ct) => change.First(
        $"""
        select exists (select from identity_provider where tenant_id = {change.Op.Tenant} and default_role = {role})
            or exists (select from identity_provider_mapping where tenant_id = {change.Op.Tenant} and role = {role})
        """,
        row => row.Bool(),
        ct);

    private static void InsertMappings(Change change, IdentityProvider p)
    {
        foreach (var m in p.Mappings)
        {
            change.Add($"""
                insert into identity_provider_mapping (tenant_id, provider_id, group_value, role, scope_level, scope_id)
                values ({p.Tenant}, {p.Id}, {m.Group}, {m.Role}, {m.Scope.Level}, {m.Scope.Id})
                """);
        }
    }

    private static GroupMapping ReadMapping(Row row) => new(row.Text(), row.Text(), new Scope(row.Enum<ScopeLevel>(), row.Uuid()));

    private static IdentityProvider Read(Row row, ILookup<IdentityProviderId, GroupMapping> mappings)
    {
        var (tenant, id) = (row.Id<TenantId>(), row.Id<IdentityProviderId>());
        return new IdentityProvider(
            id,
            tenant,
            row.Text(),
            row.Enum<ProviderPreset>(),
            row.Text(),
            row.Text(),
            row.BytesOrNull(),
            row.Get<string[]>(),
            row.TextOrNull(),
            row.TextOrNull(),
            [.. mappings[id]],
            row.Bool(),
            row.Bool(),
            row.Enum<ProviderStatus>(),
            row.Time(),
            row.Long());
    }
}
