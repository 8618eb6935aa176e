using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

/// <summary>
/// Policies by an entity of their scope, so that a decision looks only at those whose scope can fit: a policy about one team's members is not looked at for anybody else.
/// Scopes cannot fail, so nothing is missed.
/// </summary>
internal sealed class PolicyIndex
{
    private readonly Policy[] all;
    private readonly bool[] fitsWhenFound;
    private readonly List<int> always = [];
    private readonly Dictionary<EntityUid, List<int>> byPrincipal = [];
    private readonly Dictionary<EntityUid, List<int>> byResource = [];
    private readonly Dictionary<EntityUid, List<int>> byAction = [];

    /// <param name="policies">Which.</param>
    /// <param name="byResources">Whether the resource is known when it is asked.</param>
    public PolicyIndex(IReadOnlyCollection<Policy> policies, bool byResources = true)
    {
        all = [.. policies];
        fitsWhenFound = new bool[all.Length];
        for (var place = 0; place < all.Length; place++)
        {
            var policy = all[place];
            var (where, entities) = policy.Principal.Entities is { } principals ? (byPrincipal, principals)
                : byResources && policy.Resource.Entities is { } resources ? (byResource, resources)
                : (byAction, policy.Action.Entities);
            if (entities is null)
            {
                always.Add(place);
                continue;
            }

            fitsWhenFound[place] = ReferenceEquals(where, byAction) && policy.Action.Kind == ScopeKind.In;
            foreach (var entity in entities.Distinct())
            {
                if (!where.TryGetValue(entity, out var places))
                {
                    where[entity] = places = [];
                }

                places.Add(place);
            }
        }
    }

    /// <summary>Each policy once whose scope can fit, in the order of the set, and whether it is known that the request's action fits it.</summary>
    public IEnumerable<(Policy Policy, bool ActionFits)> Candidates(PolicyRequest request, EntityStore entities)
    {
        var (places, sources) = (new List<int>(always), always.Count > 0 ? 1 : 0);
        Collect(byPrincipal, request.Principal);
        Collect(byResource, request.Resource);
        Collect(byAction, request.Action);
        // What comes out of one list is in order already.
        if (sources > 1)
        {
            places.Sort();
        }

        for (var at = 0; at < places.Count; at++)
        {
            if (at == 0 || places[at] != places[at - 1])
            {
                yield return (all[places[at]], fitsWhenFound[places[at]]);
            }
        }

        void Collect(Dictionary<EntityUid, List<int>> from, EntityUid uid)
        {
            if (from.Count == 0)
            {
                return;
            }

            Add(uid);
            foreach (var above in entities.AncestorsOf(uid))
            {
                Add(above);
            }

            void Add(EntityUid key)
            {
                if (from.TryGetValue(key, out var found))
                {
                    places.AddRange(found);
                    sources++;
                }
            }
        }
    }
}
