using System.Text;
using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Outbound;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What is asked of an identity provider, with where its mappings are.</summary>
/// <param name="Asked">The request.</param>
/// <param name="Mappings">Its mappings, each with its node and where that hangs.</param>
internal sealed record ProviderDraft(IProviderRequest Asked, IReadOnlyList<(GroupMapping Mapping, ScopePath Place)> Mappings);

/// <summary>Judges what is asked of identity providers. Who configures one can be anybody in the tenant by it, and gives what it gives.</summary>
internal sealed class ProviderDrafts(OutboundClient outbound, ScopeTree tree, RoleDb roles, Rights rights, ISealer sealer)
{
    /// <summary>What can be judged before a change begins: addresses and nodes.</summary>
    public async Task<Result<ProviderDraft>> Read(OpContext op, IProviderRequest asked, CancellationToken ct)
    {
        if (await outbound.Check(asked.Issuer, "identity_provider", "issuer", ct) is { } wrong)
        {
            return wrong;
        }

        var mappings = new List<(GroupMapping, ScopePath)>();
        foreach (var mapping in asked.Mappings ?? [])
        {
            var scope = mapping.Scope ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value);
            if (await tree.Find(op, scope, ct) is not { } place)
            {
                return SingleSignOnProblems.UnknownNode;
            }

            mappings.Add((new GroupMapping(mapping.Group, mapping.Role, scope), place));
        }

        return mappings.Select(m => m.Item1).Distinct().Count() == mappings.Count ? new ProviderDraft(asked, mappings) : SingleSignOnProblems.BadMappings;
    }

    /// <summary>What is judged inside the change, which has the tenant's lock on who has what.</summary>
    public async Task<Problem?> Check(Change change, ProviderDraft draft, IdentityProvider? before, CancellationToken ct)
    {
        var (op, asked) = (change.Op, draft.Asked);
        var book = await roles.Book(change, op.Tenant, ct);
        return MayConfigure(op, book)
            ?? rights.CheckGiving(op, book, asked.DefaultRole)
            ?? draft.Mappings.Select(m => !book.Has(m.Mapping.Role) ? AccessProblems.UnknownRole : rights.MayGive(op, book.PermissionsOf(m.Mapping.Role), m.Place) ? null : AccessProblems.Escalation).FirstOrDefault(p => p is not null)
            ?? rights.CheckNamed(op, book, [asked.DefaultRole, .. draft.Mappings.Select(m => m.Mapping.Role), .. before?.AllRoles.Select(r => r.Role) ?? []])
            ?? (asked.CreatesUsers ? rights.CheckMakingPeople(op) : null);
    }

    /// <summary>Why the caller may not say who speaks for everybody; null when they may do everything.</summary>
    public Problem? MayConfigure(OpContext op, RoleBook book) => rights.MayGive(op, book.PermissionsOf(StockRole.Admin.Id), ScopePath.Tenant) ? null : SingleSignOnProblems.Escalation;

    /// <summary>The provider as it is asked for.</summary>
    public IdentityProvider Make(ProviderDraft draft, TenantId tenant, IdentityProviderId id, byte[]? keptSecret, DateTimeOffset createdAt, long version)
    {
        var asked = draft.Asked;
        var secret = asked.IsPublic ? null
            : asked.ClientSecret is { } given ? sealer.Seal(Encoding.UTF8.GetBytes(given), IdentityProvider.SecretPurpose(tenant, id))
            : keptSecret;
        return new IdentityProvider(
            id,
            tenant,
            asked.Name.Trim(),
            asked.Preset,
            asked.Issuer,
            asked.ClientId,
            secret,
            asked.Scopes ?? ProviderSettings.ScopesOf(asked.Preset),
            asked.GroupsClaim ?? ProviderSettings.GroupsClaimOf(asked.Preset),
            asked.DefaultRole,
            [.. draft.Mappings.Select(m => m.Mapping).OrderBy(m => m.Group, StringComparer.Ordinal).ThenBy(m => m.Role, StringComparer.Ordinal).ThenBy(m => m.Scope.Id)],
            asked.CreatesUsers,
            asked.TrustsSecondFactor,
            asked.Status,
            createdAt,
            version);
    }
}
