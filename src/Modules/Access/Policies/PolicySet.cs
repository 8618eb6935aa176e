using Holdfast.Modules.Access.Policies.Parsing;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

/// <summary>Policies that decide together, and templates that decide through their links. Immutable, and safe for any number of threads.</summary>
public sealed class PolicySet
{
    private readonly Dictionary<string, Policy> policies;
    private readonly Dictionary<string, Policy> templates;
    private readonly Lazy<PolicyIndex> index;
    private readonly Lazy<PolicyIndex> openIndex;

    private PolicySet(Dictionary<string, Policy> policies, Dictionary<string, Policy> templates) =>
        (this.policies, this.templates, index, openIndex) = (policies, templates, new(() => new(policies.Values)), new(() => new(policies.Values, byResources: false)));

    /// <summary>A set without policies: everything is denied.</summary>
    public static PolicySet Empty { get; } = new([], []);

    /// <summary>What decides: policies as written, and links of templates.</summary>
    public IReadOnlyCollection<Policy> Policies => policies.Values;

    /// <summary>What decides nothing until it is linked.</summary>
    public IReadOnlyCollection<Policy> Templates => templates.Values;

    /// <summary>Those of the policies whose scope can fit the request, and perhaps more.</summary>
    internal IEnumerable<(Policy Policy, bool ActionFits)> Candidates(PolicyRequest request, EntityStore entities) => index.Value.Candidates(request, entities);

    /// <summary>The same for every resource there is.</summary>
    internal IEnumerable<(Policy Policy, bool ActionFits)> OpenCandidates(PolicyRequest request, EntityStore entities) => openIndex.Value.Candidates(request, entities);

    /// <summary>Reads policies and templates; their ids are policy0, policy1, … in the order of the text.</summary>
    public static Parsed<PolicySet> Parse(string text, PolicyBounds? bounds = null) =>
        PolicyParser.Parse(text, bounds ?? PolicyBounds.Default).Succeeded(out var all, out var problems) ? new(Of(all)) : new(problems);

    /// <summary>Reads one policy or template, and gives it this id.</summary>
    public static Parsed<Policy> ParseOne(string id, string text, PolicyBounds? bounds = null)
    {
        if (!PolicyParser.Parse(text, bounds ?? PolicyBounds.Default).Succeeded(out var all, out var problems))
        {
            return new(problems.Select(problem => problem with { PolicyId = id }));
        }

        return all switch
        {
            [var one] => new(one.Named(id)),
            [] => new([new(new(1, 1), "Here has to be a policy.") { PolicyId = id }]),
            [_, var second, ..] => new([new(second.At, "Here is a second policy; one is expected.") { PolicyId = id }]),
        };
    }

    /// <param name="policies">Policies, links and templates.</param>
    /// <exception cref="ArgumentException">Two of them have the same id.</exception>
    public static PolicySet Of(IEnumerable<Policy> policies)
    {
        var (deciding, open) = (new Dictionary<string, Policy>(), new Dictionary<string, Policy>());
        foreach (var policy in policies)
        {
            if (deciding.ContainsKey(policy.Id) || !(policy.IsTemplate ? open : deciding).TryAdd(policy.Id, policy))
            {
                throw new ArgumentException($"Two policies have the id '{policy.Id}'.", nameof(policies));
            }
        }

        return new(deciding, open);
    }

    /// <summary>The set with a link of one of its templates in it.</summary>
    /// <exception cref="ArgumentException">No such template; the id is taken; an entity for a slot is missing or too many.</exception>
    public PolicySet Link(string templateId, string id, EntityUid? principal, EntityUid? resource) =>
        templates.TryGetValue(templateId, out var template)
            ? Of([.. policies.Values, .. templates.Values, template.Link(id, principal, resource)])
            : throw new ArgumentException($"There is no template '{templateId}'.", nameof(templateId));
}
