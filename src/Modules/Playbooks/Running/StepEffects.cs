using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// Brings about what steps are to do, for who published the playbook and with no more than they may do now. What happens in the tenant's store commits with
/// the step's outcome; an action's run is begun with the step that names it, and performed after.
/// </summary>
internal sealed class StepEffects(ActionSteps actions, TicketSteps tickets, NotifySteps notes)
{
    public Task Do(OpContext op, PlaybookRun run, Next next, CancellationToken ct) => next switch
    {
        StartNext start => actions.Start(op, run, start.Step, ct),
        EffectNext { Step: var at, Definition: { Body: ActionBody } step } => actions.Begin(op, run, at, step.Retry, ct),
        EffectNext { Step: var at, Definition: { Body: UndoBody } } => actions.Undo(op, run, at, ct),
        EffectNext { Step: var at, Definition: { Body: TicketBody ticket } } => tickets.Do(op, run, at, ticket.Act, ct),
        EffectNext { Step: var at, Definition: { Body: NotifyBody } } => notes.Do(op, run, at, ct),
        _ => throw new InvalidOperationException($"{next} is no effect."),
    };
}
