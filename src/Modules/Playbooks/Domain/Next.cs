using Holdfast.Modules.Playbooks.Definitions;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>What is to be done next.</summary>
internal abstract record Next;

/// <summary>An effect: the step is written down as running, then it is done, then what came of it is written down.</summary>
internal sealed record EffectNext(StepRun Step, Step Definition) : Next;

/// <summary>An action that was approved is to be started.</summary>
internal sealed record StartNext(StepRun Step) : Next;

/// <summary>Nothing before this time, or before something happens.</summary>
internal sealed record WaitNext(DateTimeOffset? Until) : Next;

/// <summary>Nothing any more.</summary>
internal sealed record EndNext : Next;
