using System.ComponentModel.DataAnnotations;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Modules.Actions;

/// <summary>How long plans, approvals and runs last, and what needs approval.</summary>
internal sealed class ActionsOptions
{
    /// <summary>How long a plan can be started, from when it was made or approved.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PlanLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a run waits for approval.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ApprovalLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a run may be under way before it is taken for lost with its process. Longer than <c>Holdfast:Integrations:CallTimeout</c>,
    /// or the start is refused: a slow product would be mistaken for a dead server.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RunLease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a run that was never started is kept after its plan expired.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepExpired { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The least risk that somebody else has to approve: HIGH or DESTRUCTIVE.</summary>
    [AllowedValues(ActionRisk.High, ActionRisk.Destructive)]
    public ActionRisk ApprovalFrom { get; init; } = ActionRisk.Destructive;

    /// <summary>How long after a run's end it is looked whether it is so, or, of one of which nobody knows, what came of it. Each further look waits four times as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan LookAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often it is looked.</summary>
    [Range(0, 10)]
    public int Looks { get; init; } = 5;

    /// <summary>The same for the domain.</summary>
    public RunTerms Terms() => new(PlanLifetime, ApprovalLifetime, RunLease, KeepExpired, ApprovalFrom, LookAfter, Looks);
}
