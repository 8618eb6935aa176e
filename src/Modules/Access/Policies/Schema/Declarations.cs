using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies.Schema;

/// <summary>An entity type. <paramref name="Choices"/> lists all there are of it, where the schema does.</summary>
internal sealed record EntityDeclaration(string Name, IReadOnlyList<string> MemberOf, RecordType Attributes, CedarType? Tags, IReadOnlySet<string>? Choices)
{
    /// <summary>Types of entities that may stand in one of this type, on any level; not itself.</summary>
    public HashSet<string> Descendants { get; } = [];
}

/// <summary>An action, what it applies to, and the groups of actions that it stands in.</summary>
internal sealed record ActionDeclaration(EntityUid Uid, IReadOnlyList<EntityUid> MemberOf, IReadOnlySet<string> Principals, IReadOnlySet<string> Resources, RecordType Context)
{
    /// <summary>Actions that stand in this one, on any level; not itself.</summary>
    public HashSet<EntityUid> Descendants { get; } = [];
}

/// <summary>A type as written, before its names are looked up.</summary>
internal abstract record WrittenType(TextPosition At);

internal sealed record WrittenName(string Path, TextPosition At) : WrittenType(At);

internal sealed record WrittenSet(WrittenType Element, TextPosition At) : WrittenType(At);

internal sealed record WrittenRecord(IReadOnlyList<(string Name, bool IsRequired, WrittenType Type)> Attributes, TextPosition At) : WrittenType(At);

internal sealed record WrittenEntity(string Name, IReadOnlyList<WrittenName> MemberOf, WrittenRecord? Attributes, WrittenType? Tags, IReadOnlyList<string>? Choices, TextPosition At);

/// <summary>A reference to an action: its type is null where only the id is written.</summary>
internal sealed record WrittenActionName(string? Type, string Id, TextPosition At);

internal sealed record WrittenAction(
    string Id, IReadOnlyList<WrittenActionName> MemberOf, IReadOnlyList<WrittenName> Principals, IReadOnlyList<WrittenName> Resources, WrittenType? Context, TextPosition At);

internal sealed record WrittenNamespace(string Name, List<WrittenEntity> Entities, List<WrittenAction> Actions, Dictionary<string, WrittenType> Types);
