using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Contracts;

/// <summary>What is to be done when something happens, in versions.</summary>
public readonly partial record struct PlaybookId(Guid Value) : IId<PlaybookId>;

/// <summary>One run of a playbook's version.</summary>
public readonly partial record struct PlaybookRunId(Guid Value) : IId<PlaybookRunId>;
