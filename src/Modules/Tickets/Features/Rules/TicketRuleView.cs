using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>A rule by which signals become tickets, or do not.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Position">Its place among the tenant's rules: the first that is for a signal decides.</param>
/// <param name="Name">What people call it.</param>
/// <param name="IsEnabled">Whether it decides anything.</param>
/// <param name="Source">For what.</param>
/// <param name="OrganizationId">Of which organization; null for the whole tenant.</param>
/// <param name="GroupId">Of which group; null for all of it.</param>
/// <param name="Match">For which signals.</param>
/// <param name="Outcome">What it does.</param>
/// <param name="Opening">What its tickets are like.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">Until when it decides; null for ever.</param>
/// <param name="Failing">Why it was passed over, or what of it could not be followed, since it was changed last; null while it works.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record TicketRuleView(
    TicketRuleId Id, int Position, string Name, bool IsEnabled, SignalSource Source, Guid? OrganizationId, Guid? GroupId, RuleMatchView Match, RuleOutcome Outcome, RuleOpeningView Opening,
    string? Reason, DateTimeOffset? Until, string? Failing, TicketActor CreatedBy, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static TicketRuleView From(TicketRule r) => new(
        r.Id, r.Position, r.Name, r.IsEnabled, r.Source, r.Place.Organization, r.Place.Group, RuleMatchView.From(r.Match), r.Outcome, RuleOpeningView.From(r.Opening), r.Reason, r.Until, r.Failing, r.CreatedBy, r.CreatedAt, r.Version);

    public static AuditFact Fact(TicketRule? before, TicketRule? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("ticket-rule", named.Id.Value, named.Name, before is null ? null : From(before), after is null ? null : From(after)) with
        {
            Category = AuditCategory.SystemConfig,
            Path = named.Place,
        };
    }
}
