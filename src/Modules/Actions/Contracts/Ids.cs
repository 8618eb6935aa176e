using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions.Contracts;

/// <summary>One planned use of an action, and what came of it.</summary>
public readonly partial record struct ActionRunId(Guid Value) : IId<ActionRunId>;
