using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Values;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>What steps begin with: their values, found out once and written down.</summary>
internal static class StepInputs
{
    public static StepRun Of(Step step, StepRun begun, DataScope scope, DateTimeOffset now, TimeSpan usualTimeout)
    {
        var timeout = now + (step.Timeout ?? usualTimeout);
        return step.Body switch
        {
            ActionBody action => begun.With(Of(action, scope)) with { DueAt = timeout },
            TicketBody ticket => begun.With(ticket.Fields.Element(scope)) with { DueAt = timeout },
            NotifyBody notify => begun.With(JsonSerializer.SerializeToElement(new { subject = notify.Subject.Text(scope) ?? "", text = notify.Text.Text(scope) ?? "" })) with { DueAt = timeout },
            ApprovalBody approval => begun.With(JsonSerializer.SerializeToElement(new
            {
                ask = approval.Ask.Text(scope) ?? "",
                notPublisher = approval.NotPublisher,
                notStarter = approval.NotStarter,
            })) with { State = StepState.Waiting, DueAt = timeout },
            WaitBody { Duration: { } length } => begun with { State = StepState.Waiting, DueAt = now + length },
            WaitBody { Until: { } until } => begun.With(until.Element(scope)) with { State = StepState.Waiting, DueAt = Until(until.Element(scope), now) },
            WaitBody wait => begun with { State = StepState.Waiting, DueAt = timeout, WaitsFor = wait.Event },
            LoopBody loop => begun.With(loop.Over.Element(scope)),
            _ => begun,
        };
    }

    private static JsonElement Of(ActionBody action, DataScope scope) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["integration"] = action.Integration?.Text(scope),
        ["purpose"] = action.Purpose,
        ["action"] = action.Action,
        ["parameters"] = action.Parameters.In(scope),
        ["reason"] = action.Reason?.Text(scope),
    });

    // A time that is too far away is none: a run does not last so long.
    private static DateTimeOffset? Until(JsonElement value, DateTimeOffset now) =>
        Texts.TimeOf(value) is { } time && time < now + Definitions.Shapes.PlaybookShapes.LongestRun ? time : null;
}
