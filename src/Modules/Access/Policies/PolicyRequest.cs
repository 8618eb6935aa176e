using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

/// <summary>The question: may this principal do this action on this resource, in this context?</summary>
public sealed record PolicyRequest(EntityUid Principal, EntityUid Action, EntityUid Resource, RecordValue Context);
