using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Playbooks.Rehearsing;

/// <summary>
/// Says of a step's effect what can be said without bringing it about: whether the publisher may, whether what it names is there, through what it would be done
/// and whether a person would be asked. Nothing leaves, and nothing is written down.
/// </summary>
internal sealed class StepForecasts(IServiceProvider services, StepRights rights, ActionSteps actions, NotifySteps notes)
{
    private static readonly string NoTicket = Guid.Empty.ToString();

    /// <summary>The step as it would have ended, and what is known of its effect.</summary>
    public async Task<(StepRun After, StepForecast Forecast)> Of(OpContext op, PlaybookRun run, StepRun at, Step step, DateTimeOffset now, CancellationToken ct)
    {
        var (problem, output, forecast) = step.Body switch
        {
            ActionBody => await OfAction(op, run, at, ct),
            UndoBody => (null, null, StepForecast.Nothing),
            TicketBody ticket => await OfTicket(op, run, at, ticket.Act, ct),
            _ => await OfNotify(op, run, at, ct),
        };
        return (problem is null ? at.Done(output, now) : at.Failed(problem.Code, problem.Detail, now), forecast);
    }

    private async Task<(Problem?, JsonElement?, StepForecast)> OfAction(OpContext op, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        if ((await rights.Of(op, run, ActionRights.Execute, ct)).Fails(out var acting, out var lacks))
        {
            return (lacks, null, StepForecast.Nothing);
        }

        await using var scope = services.OpenOp(acting);
        if ((await actions.Find(scope.ServiceProvider, acting, op, run, at, ct)).Fails(out var found, out var unknown))
        {
            return (unknown, null, StepForecast.Nothing);
        }

        var seen = await scope.ServiceProvider.GetRequiredService<IActions>().Foresee(acting, ActionSteps.Request(run, at, found), ct);
        return seen.Fails(out var forecast, out var refused)
            ? (refused, null, new StepForecast(found.Integration.Name, found.Action.Name, false, 0))
            : (null, JsonSerializer.SerializeToElement(new { run = (Guid?)null, result = (object?)null }), new StepForecast(forecast.Through, forecast.Name, forecast.NeedsApproval, 0));
    }

    private async Task<(Problem?, JsonElement?, StepForecast)> OfTicket(OpContext op, PlaybookRun run, StepRun at, TicketAct act, CancellationToken ct)
    {
        if ((await rights.Of(op, run, TicketRights.Write, ct)).Fails(out var acting, out var lacks))
        {
            return (lacks, null, StepForecast.Nothing);
        }

        await using var scope = services.OpenOp(acting);
        var fields = at.Input ?? default;
        var named = Named(fields);
        var problem = await TicketSteps.Foresee(scope.ServiceProvider, acting, act, fields, named != NoTicket, ct);
        var output = act == TicketAct.Open ? JsonSerializer.SerializeToElement(new { ticket = NoTicket, number = 0 }) : JsonSerializer.SerializeToElement(new { ticket = named });
        return (problem, output, StepForecast.Nothing);
    }

    private async Task<(Problem?, JsonElement?, StepForecast)> OfNotify(OpContext op, PlaybookRun run, StepRun at, CancellationToken ct)
    {
        var input = at.Input!.Value;
        if ((await notes.Acting(op, run, input, ct)).Fails(out var acting, out var lacks))
        {
            return (lacks, null, StepForecast.Nothing);
        }

        await using var scope = services.OpenOp(acting);
        return (await NotifySteps.People(scope.ServiceProvider, acting, input, Named(input) != NoTicket, ct)).Fails(out var people, out var unknown)
            ? (unknown, null, StepForecast.Nothing)
            : (null, null, new StepForecast(null, null, false, people.Count));
    }

    private static string? Named(JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty("ticket", out var ticket) && ticket.ValueKind == JsonValueKind.String ? ticket.GetString() : null;
}
