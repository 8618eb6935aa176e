using System.Runtime.CompilerServices;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Residuals;
using Holdfast.Modules.Access.Policies.Values;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>A statement that permits or forbids, and where.</summary>
/// <param name="Statement">Which.</param>
/// <param name="Where">In which part of the tenant's tree.</param>
internal sealed record PolicyFinding(PolicyStatement Statement, Reach Where);

/// <summary>How far somebody reaches with a permission, and what makes it so.</summary>
/// <param name="Held">As far as roles and keys give it.</param>
/// <param name="Findings">What policies add and take away.</param>
/// <param name="IsExhausted">The policies take more steps than they may: nothing is allowed then.</param>
internal sealed record Judgement(Reach Held, IReadOnlyList<PolicyFinding> Findings, bool IsExhausted = false)
{
    /// <summary>What roles give or a policy permits, and no policy forbids.</summary>
    public Reach Reach => IsExhausted ? Reach.None : Held.Or(Permitted).Without(Forbidden);

    private Reach Permitted => Of(PolicyEffect.Permit);

    /// <summary>What policies take away.</summary>
    public Reach Forbidden => IsExhausted ? Reach.All : Of(PolicyEffect.Forbid);

    private Reach Of(PolicyEffect effect) => Reach.Either(Findings.Where(f => f.Statement.Effect == effect).Select(f => f.Where));
}

/// <summary>
/// The one place where roles and policies become a decision: allowed is what a role gives or a policy permits, and no policy forbids. From memory, for who tries and
/// for questions alike.
/// </summary>
internal sealed class Rights(PolicySets sets, PolicyVocabulary vocabulary, PolicyTexts texts, Postures postures, TimeProvider time)
{
    private readonly OpenResource engine = new(FailedForbid.Forbids, texts.Bounds);

    // Of principals as the authenticators remember them: what is known of one is made once, not for every operation.
    private readonly ConditionalWeakTable<Principal, EntityStore> known = [];

    /// <summary>Whatever a decision by these policies needs is there from then on. Asked for where one may wait; who does not ask is denied what is not known.</summary>
    public ValueTask Ready(TenantPolicies policies, CancellationToken ct) => postures.Ready(policies, ct);

    /// <summary>The same for the policies of a tenant.</summary>
    public ValueTask Ready(TenantId tenant, CancellationToken ct) => sets.Of(tenant) is { } policies ? postures.Ready(policies, ct) : default;

    /// <summary>The part of the operation's tenant in which its principal has a permission.</summary>
    public Reach Reach(OpContext op, string permission)
    {
        var held = Held(op.Principal, op.Tenant, permission);
        return sets.Of(op.Tenant) is { } policies && Concerns(op.Principal, permission) ? Judge(policies, op.Principal, Circumstances.Of(op, time.GetUtcNow()), permission).Reach : held;
    }

    /// <summary>The same with its reasons, as these policies decide.</summary>
    public Judgement Judge(TenantPolicies policies, Principal principal, Circumstances circumstances, string permission)
    {
        var held = Held(principal, policies.Tenant, permission);
        if (policies.Policies.Count == 0 || !Concerns(principal, permission))
        {
            return new Judgement(held, []);
        }

        var answers = engine.Decide(
            policies.Set, PolicyVocabulary.UidOf(principal), vocabulary.ActionOf(permission), PolicyVocabulary.ContextOf(principal, circumstances), Known(principal, policies.Tenant));
        if (answers is null)
        {
            return new Judgement(held, [], IsExhausted: true);
        }

        var (devices, findings) = (policies.AsksOfDevices ? postures.Of(policies.Tenant) : null, new List<PolicyFinding>());
        foreach (var answer in answers.Where(a => a.Policy.Effect == PolicyEffect.Forbid || MayBePermitted(a.Policy, principal, policies.Tenant, permission)))
        {
            if (PolicyVocabulary.ReachOf(answer.Holds, policies.Tenant, devices) is not { } where)
            {
                return new Judgement(held, [], IsExhausted: true);
            }

            if (!where.IsNone)
            {
                findings.Add(new PolicyFinding(policies.StatementOf(answer.Policy), where));
            }
        }

        return new Judgement(held, findings);
    }

    /// <summary>Whether any of these policies may permit a permission to somebody.</summary>
    public bool MayPermit(TenantPolicies policies, string permission) =>
        !PolicyVocabulary.IsExempt(permission) && policies.Set.Policies.Any(p => p.Effect == PolicyEffect.Permit && p.IsAbout(vocabulary.ActionOf(permission), vocabulary.ActionStore));

    /// <summary>The permissions that somebody has in a tenant, by these policies too, each with how far; what is nowhere is not among them.</summary>
    public IReadOnlyDictionary<string, Judgement> All(TenantPolicies policies, Principal principal, Circumstances circumstances) => vocabulary.Permissions
        .Select(p => (p.Name, Judged: Judge(policies, principal, circumstances, p.Name)))
        .Where(p => !p.Judged.Held.IsNone || p.Judged.Findings.Count > 0)
        .ToDictionary(p => p.Name, p => p.Judged, StringComparer.Ordinal);

    /// <summary>
    /// Whether the operation's principal may give permissions at a place: it has them there by a role, and no policy forbids it. What only a policy permits, perhaps for
    /// an hour or from one network, is not passed on.
    /// </summary>
    /// <param name="op">Whose principal wants to give.</param>
    /// <param name="permissions">By name.</param>
    /// <param name="tenant">In whose tree they are to be had.</param>
    /// <param name="place">Where in it.</param>
    public bool MayGive(OpContext op, IEnumerable<string> permissions, TenantId tenant, ScopePath place)
    {
        if (op.Principal.Kind == PrincipalKind.System)
        {
            return true;
        }

        var there = op with { Tenant = tenant };
        return permissions.All(p => Held(op.Principal, tenant, p).Covers(place) && Reach(there, p).Covers(place));
    }

    /// <summary>Whether the operation's principal has all of these by roles, on the whole tenant: what policies forbid it for the time being, it has all the same.</summary>
    public static bool Has(OpContext op, IEnumerable<string> permissions) => permissions.All(p => Held(op.Principal, op.Tenant, p).IsAll);

    /// <summary>The same in the operation's tenant.</summary>
    public bool MayGive(OpContext op, IEnumerable<string> permissions, ScopePath place) => MayGive(op, permissions, op.Tenant, place);

    /// <summary>
    /// Why the operation's principal may not change who these are, or who is in them; null when it may. Where policies name them, that gives and takes what the
    /// policies are about: whoever does so has it, by a role and on the whole tenant.
    /// </summary>
    /// <param name="op">Whose principal.</param>
    /// <param name="changed">People, keys, user groups and roles, as policies name them.</param>
    public Problem? CheckNamed(OpContext op, params IEnumerable<EntityUid> changed) => sets.Of(op.Tenant) is { } policies ? CheckHolding(op, policies.Naming(changed)) : null;

    /// <summary>The same for who has these roles, and so those that they inherit from; null for a role is none.</summary>
    public Problem? CheckNamed(OpContext op, Domain.RoleBook book, params IEnumerable<string?> roles) =>
        sets.Of(op.Tenant) is null ? null : CheckNamed(op, roles.OfType<string>().SelectMany(book.Lineage).Distinct(StringComparer.Ordinal).Select(PolicyVocabulary.RoleOf));

    /// <summary>Why the operation's principal may not make people; null when it may. What policies permit to everybody of the tenant, its people have; others have to have it by a role.</summary>
    public Problem? CheckMakingPeople(OpContext op) =>
        sets.Of(op.Tenant) is not { } policies || (op.Principal.Kind == PrincipalKind.User && op.Principal.Home == op.Tenant)
            ? null
            : CheckHolding(op, [.. policies.Set.Policies.Where(p => p.Effect == PolicyEffect.Permit && !p.NamesPrincipal)]);

    /// <summary>Whether the principal may give a role of these on the whole tenant; null for the role gives nothing.</summary>
    public Problem? CheckGiving(OpContext op, Domain.RoleBook book, string? role) =>
        role is null ? null
        : !book.Has(role) ? AccessProblems.UnknownRole
        : MayGive(op, book.PermissionsOf(role), ScopePath.Tenant) ? null
        : AccessProblems.Escalation;

    private static Reach Held(Principal principal, TenantId tenant, string permission) =>
        principal.Kind == PrincipalKind.System ? Platform.Kernel.Reach.All : principal.Grants.ReachOf(tenant, permission);

    private static bool Concerns(Principal principal, string permission) => principal.Kind is PrincipalKind.User or PrincipalKind.ApiKey && !PolicyVocabulary.IsExempt(permission);

    // A visit says what a visitor may do. A guest gets nothing by being one: to let one in would be to give it. A key neither, or who makes keys would have it, and never what only people have.
    private static bool MayBePermitted(Policy statement, Principal principal, TenantId tenant, string permission) =>
        (principal.Home == tenant || (principal.MembershipIn(tenant) is not null && statement.NamesPrincipal)) && (principal.Kind != PrincipalKind.ApiKey || (statement.NamesPrincipal && KeyPermissions.Bound([permission]).Count > 0));

    private Problem? CheckHolding(OpContext op, IReadOnlyList<Policy> statements) => statements.Count == 0 ? null
        : texts.PermissionsOf(statements).FirstOrDefault(p => !PolicyVocabulary.IsExempt(p) && !Held(op.Principal, op.Tenant, p).IsAll) is { } missing ? AccessProblems.PolicyConcerned(missing)
        : null;

    private EntityStore Known(Principal principal, TenantId tenant) =>
        principal.Home == tenant ? known.GetValue(principal, p => vocabulary.ActionStore.With([PolicyVocabulary.EntityOf(p, p.Home)])) : vocabulary.ActionStore.With([PolicyVocabulary.EntityOf(principal, tenant)]);
}
