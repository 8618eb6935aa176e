using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Values;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>One statement of a tenant's policy.</summary>
/// <param name="Policy">Of which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">Which of its statements, from 1.</param>
/// <param name="Line">Where it begins in the text, from 1.</param>
/// <param name="Effect">What it does.</param>
internal sealed record PolicyStatement(PolicyId Policy, string Name, int Number, int Line, PolicyEffect Effect);

/// <summary>The policies of one tenant that decide, ready to be asked. Immutable.</summary>
internal sealed class TenantPolicies
{
    // In place of a policy whose text cannot be read any more: what it forbade is not known.
    private const string Everything = "forbid(principal, action, resource);";
    private readonly Dictionary<string, PolicyStatement> statements = new(StringComparer.Ordinal);

    private readonly ILookup<EntityUid, Policy> naming;

    private TenantPolicies(TenantId tenant, long revision, IReadOnlyList<AccessPolicy> policies)
    {
        (Tenant, Revision, Policies) = (tenant, revision, policies);
        var all = new List<Policy>();
        foreach (var policy in policies)
        {
            var number = 0;
            var read = PolicyTexts.Read(policy.Text);
            if (read is null)
            {
                Unreadable.Add(policy.Id);
            }

            foreach (var statement in read ?? [PolicySet.ParseOne("", Everything).Value!])
            {
                var named = statement.Named($"{policy.Id}.{++number}");
                all.Add(named);
                statements.Add(named.Id, new PolicyStatement(policy.Id, policy.Name, number, statement.At.Line, statement.Effect));
            }
        }

        Set = PolicySet.Of(all);
        naming = all.SelectMany(p => p.Mentions.Select(m => (m.Entity, Policy: p))).Distinct().ToLookup(m => m.Entity, m => m.Policy);
        AsksOfDevices = all.Exists(p => p.AsksOfResource);
    }

    public TenantId Tenant { get; }

    /// <summary>Which state of the tenant's policies this is.</summary>
    public long Revision { get; }

    /// <summary>Those that decide, the oldest first.</summary>
    public IReadOnlyList<AccessPolicy> Policies { get; }

    /// <summary>Those whose text cannot be read: they forbid everything.</summary>
    public List<PolicyId> Unreadable { get; } = [];

    public PolicySet Set { get; }

    /// <summary>Whether any of them asks how devices stand.</summary>
    public bool AsksOfDevices { get; }

    public static TenantPolicies Of(TenantId tenant, long revision, IEnumerable<AccessPolicy> policies) =>
        new(tenant, revision, [.. policies.Where(p => p.Enabled).OrderBy(p => p.Id.Value)]);

    /// <summary>The same with one policy added, or instead of the one before, or without it.</summary>
    public TenantPolicies With(PolicyId id, AccessPolicy? policy) =>
        Of(Tenant, Revision, [.. Policies.Where(p => p.Id != id), .. policy is null ? [] : new[] { policy }]);

    /// <summary>The statements that name any of these, in their scope or their conditions.</summary>
    public IReadOnlyList<Policy> Naming(IEnumerable<EntityUid> some) => [.. some.SelectMany(one => naming[one]).Distinct()];

    /// <summary>Of which statement a policy of the set is.</summary>
    public PolicyStatement StatementOf(Policy policy) => statements[policy.Id];
}
