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
            NotifyBody notify => begun.With(Of(notify, scope)) with { DueAt = timeout },
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

    /// <summary>What undoes an action run begins with its id.</summary>
    public static StepRun OfUndo(StepRun begun, StepRun done, DateTimeOffset now, TimeSpan usualTimeout) =>
        begun.With(JsonSerializer.SerializeToElement(new { undo = done.ActionRun?.Value })) with { DueAt = now + usualTimeout };

    private static JsonElement Of(ActionBody action, DataScope scope)
    {
        var input = new JsonObject
        {
            ["integration"] = action.Integration?.Text(scope),
            ["purpose"] = action.Purpose,
            ["action"] = action.Action,
            ["parameters"] = action.Parameters.In(scope),
            ["reason"] = action.Reason?.Text(scope),
        };
        if (action.Expires is { } expires)
        {
            input["expiresInSeconds"] = (long)expires.TotalSeconds;
        }

        return JsonSerializer.SerializeToElement(input);
    }

    // What is not said does not stand there, so that what runs began with before is the same as what they begin with now.
    private static JsonElement Of(NotifyBody notify, DataScope scope)
    {
        var input = new JsonObject { ["subject"] = notify.Subject.Text(scope) ?? "", ["text"] = notify.Text.Text(scope) ?? "" };
        if (notify.Members is { } members)
        {
            input["members"] = members.In(scope);
        }

        if (notify.Ticket is { } ticket)
        {
            input["ticket"] = ticket.In(scope);
        }

        if (notify.Webhook is { } webhook)
        {
            input["webhook"] = webhook.Text(scope);
        }

        return JsonSerializer.SerializeToElement(input);
    }

    // A time that is too far away is none: a run does not last so long.
    private static DateTimeOffset? Until(JsonElement value, DateTimeOffset now) =>
        Texts.TimeOf(value) is { } time && time < now + Definitions.Shapes.PlaybookShapes.LongestRun ? time : null;
}
