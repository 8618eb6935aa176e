using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

/// <summary>What is known about one entity.</summary>
/// <param name="Uid">Its id.</param>
/// <param name="Attributes">What policies ask for by name.</param>
/// <param name="Parents">What it stands in, one level up; they need not be in the store themselves.</param>
public sealed record Entity(EntityUid Uid, RecordValue Attributes, IReadOnlyCollection<EntityUid> Parents)
{
    /// <summary>Values by names that the schema does not list.</summary>
    public RecordValue Tags { get; init; } = RecordValue.Empty;
}
