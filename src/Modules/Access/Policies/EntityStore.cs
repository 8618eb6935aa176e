using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

/// <summary>The entities of a decision, with who stands in whom on every level. Immutable, and safe for any number of threads.</summary>
public sealed class EntityStore
{
    private readonly Dictionary<EntityUid, Entity> entities = [];
    private readonly Dictionary<EntityUid, HashSet<EntityUid>> ancestors = [];

    private readonly EntityStore? below;

    /// <param name="entities">Each once.</param>
    /// <exception cref="ArgumentException">An entity is there twice, or stands in itself.</exception>
    public EntityStore(IEnumerable<Entity> entities)
        : this(entities, null)
    {
    }

    private EntityStore(IEnumerable<Entity> entities, EntityStore? below)
    {
        this.below = below;
        foreach (var entity in entities)
        {
            if (below?.Find(entity.Uid) is not null || !this.entities.TryAdd(entity.Uid, entity))
            {
                throw new ArgumentException($"{entity.Uid} is there twice.", nameof(entities));
            }
        }

        foreach (var uid in this.entities.Keys)
        {
            Ascend(uid);
        }
    }

    /// <summary>Nothing is known about anyone.</summary>
    public static EntityStore Empty { get; } = new([]);

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<Entity> Entities => below is null ? entities.Values : [.. entities.Values, .. below.Entities];

    /// <summary>These entities, and those of this store, which it does not copy: what is the same for many decisions is built once.</summary>
    /// <param name="more">None of them is in this store. They may stand in entities of it; entities of it that stand in one of these are not seen to.</param>
    /// <exception cref="ArgumentException">An entity is there twice, or stands in itself.</exception>
    public EntityStore With(IEnumerable<Entity> more) => new(more, this);

    /// <summary>Null where nothing is known about it.</summary>
    public Entity? Find(EntityUid uid) => entities.GetValueOrDefault(uid) ?? below?.Find(uid);

    /// <summary>Whether the entity is the other one, or stands in it on any level.</summary>
    public bool IsIn(EntityUid uid, EntityUid other) => uid.Equals(other) || (AboveOf(uid) is { } above && above.Contains(other));

    /// <summary>What the entity stands in, on every level; itself not.</summary>
    internal IReadOnlyCollection<EntityUid> AncestorsOf(EntityUid uid) => AboveOf(uid) is { } above ? above : [];

    private HashSet<EntityUid>? AboveOf(EntityUid uid) => ancestors.TryGetValue(uid, out var above) ? above : below?.AboveOf(uid);

    // Without recursion: a chain of parents may be as long as there are entities.
    private void Ascend(EntityUid start)
    {
        var path = new Stack<(EntityUid Uid, IEnumerator<EntityUid> Parents)>();
        var open = new HashSet<EntityUid>();
        Open(start);
        while (path.TryPeek(out var here))
        {
            if (here.Parents.MoveNext())
            {
                var parent = here.Parents.Current;
                if (open.Contains(parent))
                {
                    throw new ArgumentException($"{parent} stands in itself.", nameof(start));
                }

                if (entities.ContainsKey(parent) && !ancestors.ContainsKey(parent))
                {
                    Open(parent);
                }

                continue;
            }

            path.Pop();
            open.Remove(here.Uid);
            here.Parents.Dispose();
            var all = new HashSet<EntityUid>();
            foreach (var parent in entities[here.Uid].Parents)
            {
                all.Add(parent);
                if (AboveOf(parent) is { } above)
                {
                    all.UnionWith(above);
                }
            }

            ancestors[here.Uid] = all;
        }

        void Open(EntityUid uid)
        {
            if (!ancestors.ContainsKey(uid))
            {
                open.Add(uid);
                path.Push((uid, entities[uid].Parents.GetEnumerator()));
            }
        }
    }
}
