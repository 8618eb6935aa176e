using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>What can stand in the way in this module.</summary>
internal static class TicketsProblems
{
    public static Problem NoRule { get; } = new(ProblemKind.NotFound, "ticket.rule_not_found", "There is no such rule.");

    public static Problem RuleExists { get; } = new(ProblemKind.Conflict, "ticket.rule_exists", "Another rule has this name.");

    public static Problem TooManyRules { get; } = new(ProblemKind.Conflict, "ticket.too_many_rules", "A tenant has at most 200 rules; remove one first.");

    public static Problem OtherRules { get; } = new(ProblemKind.Conflict, "ticket.other_rules", "The order names each rule that you see once, and no other; read them again.");

    public static Problem BadRules { get; } = Problem.OfField("ticket.bad_rules", "rules", "1 to 200 rules.");

    public static Problem BadDays { get; } = Problem.OfField("ticket.bad_days", "days", "1 to 30 days.");

    public static Problem BadMatch { get; } = Problem.OfField(
        "ticket.bad_match", "match", "Connectors, texts, rules and observables in bounded lists without empty members; an observable is an address, a network, a name or a digest.");

    public static Problem BadOpening { get; } = Problem.OfField(
        "ticket.bad_opening", "opening", "A subject in one line, windows of 0 to 43,200 minutes, at most 20 watchers, and each severity mapped once.");

    public static Problem ReasonNeeded { get; } = Problem.OfField("ticket.reason_needed", "reason", "A rule that suppresses says why.");

    public static Problem NobodyOfRule(string field) => Problem.OfField("ticket.unknown_assignee", field, "There is no such user.");

    public static Problem NoIntegrationOfRule { get; } = Problem.OfField("ticket.unknown_integration", "match.integrations", "There is no such integration.");

    public static Problem NoDeviceOfRule { get; } = Problem.OfField("ticket.unknown_device", "match.devices", "There is no such device.");

    public static Problem UnknownScope { get; } = Problem.OfField("ticket.unknown_scope", "scope", "The tenant, or an organization or group of it.");

    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "ticket.not_found", "There is no such ticket.");

    public static Problem Executing { get; } =
        new(ProblemKind.Conflict, "ticket.executing", "The ticket's action is being executed; wait for its outcome.");

    public static Problem AlreadyExecuted { get; } = new(ProblemKind.Conflict, "ticket.already_executed", "The ticket's action was executed; open another ticket to do more.");

    public static Problem AlreadyDerived { get; } = new(ProblemKind.Conflict, "ticket.already_derived", "The ticket was handed on; open another ticket to do it here.");

    public static Problem Closed { get; } = new(ProblemKind.Conflict, "ticket.closed", "The ticket is closed; set its stage to IN_PROGRESS to open it again.");

    public static Problem ChangedMeanwhile { get; } = new(ProblemKind.Conflict, "ticket.changed", "The ticket has changed since its action was chosen; look at it and try again.");

    public static Problem AwaitingApproval { get; } =
        new(ProblemKind.Conflict, "ticket.awaiting_approval", "The ticket's action waits for approval; have its run approved or rejected.");

    public static Problem WasExecuted { get; } = new(ProblemKind.Conflict, "ticket.was_executed", "Only a ticket that was never executed or handed on can be deleted; close this one.");

    public static Problem OtherOpen { get; } =
        new(ProblemKind.Conflict, "ticket.other_open", "Another ticket is open for the same rule on the same device; work with that one.");

    public static Problem UnknownDevice { get; } = Problem.OfField("ticket.unknown_device", "deviceId", "There is no such device.");

    public static Problem UnknownIntegration { get; } = Problem.OfField("ticket.unknown_integration", "action.integrationId", "There is no such integration.");

    public static Problem UnknownAssignee { get; } = Problem.OfField("ticket.unknown_assignee", "assigneeId", "There is no such user.");

    public static Problem NothingToChange { get; } = new(ProblemKind.Invalid, "ticket.nothing_to_change", "Name at least one member to change.");

    public static Problem ActionOrDerive { get; } = new(ProblemKind.Invalid, "ticket.action_or_derive", "Either execute an action or hand the ticket on, not both.");

    public static Problem BadText(string field, int min, int max) =>
        Problem.OfField("ticket.bad_text", field, $"A text of {min} to {max} characters without control characters.");

    public static Problem IllegalStage { get; } = new(ProblemKind.Conflict, "ticket.illegal_stage", "A ticket that somebody has looked at is not new any more: it is IN_PROGRESS or CLOSED.");

    public static Problem NotClosing { get; } =
        new(ProblemKind.Invalid, "ticket.not_closing", "A closing reason and a resolution are of closed tickets: set the stage to CLOSED with them.");

    public static Problem Merged { get; } = new(ProblemKind.Conflict, "ticket.merged", "The ticket was put into another; work with that one, or undo it first.");

    public static Problem HasTakenIn { get; } = new(ProblemKind.Conflict, "ticket.has_taken_in", "Another ticket was put into this one; undo that first.");

    public static Problem MergeIntoItself { get; } = Problem.OfField("ticket.merge_into_itself", "intoId", "A ticket cannot be put into itself.");

    public static Problem NotMerged { get; } = new(ProblemKind.Conflict, "ticket.not_merged", "The ticket was not put into another.");

    public static Problem NotDerived { get; } = new(ProblemKind.Conflict, "ticket.not_derived", "The ticket is not handed to anybody.");

    public static Problem NotHanded { get; } = new(ProblemKind.Conflict, "ticket.already_accepted", "Whom the ticket was handed to has it already.");

    public static Problem OnePlace { get; } = Problem.OfField("ticket.one_place", "organizationId", "Name an organization, a group or a device, not several of them.");

    public static Problem UnknownOrganization { get; } = Problem.OfField("ticket.unknown_organization", "organizationId", "There is no such organization.");

    public static Problem UnknownGroup { get; } = Problem.OfField("ticket.unknown_group", "groupId", "There is no such group.");

    public static Problem TooManyWatchers { get; } = new(ProblemKind.Conflict, "ticket.too_many_watchers", "A ticket has at most 50 watchers.");

    public static Problem TooManyParts { get; } = new(ProblemKind.Conflict, "ticket.too_many_parts", "A ticket has at most 100 observables and 100 links.");

    public static Problem HasObservable { get; } = new(ProblemKind.Conflict, "ticket.has_observable", "The ticket has this observable already.");

    public static Problem HasLink { get; } = new(ProblemKind.Conflict, "ticket.has_link", "The ticket has this link already.");

    public static Problem NoObservable { get; } = new(ProblemKind.NotFound, "ticket.observable_not_found", "The ticket has no such observable.");

    public static Problem NoLink { get; } = new(ProblemKind.NotFound, "ticket.link_not_found", "The ticket has no such link.");

    public static Problem NoWatcher { get; } = new(ProblemKind.NotFound, "ticket.watcher_not_found", "This person does not watch the ticket.");

    public static Problem UnknownWatcher { get; } = Problem.OfField("ticket.unknown_watcher", "userId", "There is no such user.");

    public static Problem UnknownOwner { get; } = Problem.OfField("ticket.unknown_owner", "ownerId", "There is no such user.");

    public static Problem BadPeriod { get; } = Problem.OfField("ticket.bad_period", "from", "From a moment to a later one, at most 400 days on.");

    public static Problem NoView { get; } = new(ProblemKind.NotFound, "ticket.view_not_found", "The caller keeps no such filter.");

    public static Problem ViewExists { get; } = new(ProblemKind.Conflict, "ticket.view_exists", "The caller keeps another filter of this name.");

    public static Problem TooManyViews { get; } = new(ProblemKind.Conflict, "ticket.too_many_views", "A person keeps at most 50 filters.");

    public static Problem IdsOrFilter { get; } = Problem.OfField("ticket.ids_or_filter", "ids", "Either 1 to 500 ids or a filter.");

    public static Problem NoDigest { get; } = Problem.OfField("ticket.no_digest", "digest", "Have a preview made first, and name its digest.");

    public static Problem TooManyTickets { get; } = Problem.OfField("ticket.too_many_tickets", "filter", "More than 500 tickets are left by this filter; narrow it.");

    public static Problem OtherThanPreview { get; } =
        new(ProblemKind.Conflict, "ticket.other_than_preview", "Something is other than the preview says, and nothing was done; look at it anew.");

    public static Problem UnknownTimeZone { get; } = Problem.OfField("ticket.unknown_time_zone", "timeZone", "A time zone by its IANA name, such as Europe/Madrid.");

    public static Problem BadHours { get; } =
        Problem.OfField("ticket.bad_hours", "hours", "At most 28 spans of a day from HH:mm to a later HH:mm or 24:00; those of a day do not overlap.");

    public static Problem BadTargets { get; } = Problem.OfField(
        "ticket.bad_targets", "targets", "At most one target for each severity, with 1 to 525,600 minutes; for working time there are hours to work in.");

    public static Problem NoMoment(string field) => Problem.OfField("ticket.bad_moment", field, "A moment that is not in the future.");

    public static Problem UnknownTicket(string field) => Problem.OfField("ticket.unknown_ticket", field, "There is no such ticket.");

    public static Problem GoesInCircles(string field) =>
        Problem.OfField("ticket.goes_in_circles", field, "This would go in a circle, or over more than 20 tickets.");

    public static Problem TooManyHolidays(int most) => Problem.OfField("ticket.too_many_holidays", "holidays", $"At most {most} holidays.");

    public static Problem BadTags(string field) =>
        Problem.OfField("ticket.bad_tags", field, "At most 20 tags of 1 to 50 letters, digits and - _ . : / each.");

    public static Problem BadObservable(ObservableType kind, string field) => Problem.OfField("ticket.bad_observable", field, $"The value is no {EnumText.Of(kind)}.");

    public static Problem NoAttachment { get; } = new(ProblemKind.NotFound, "ticket.attachment_not_found", "The ticket has no such attachment.");

    public static Problem TooManyAttachments { get; } = new(ProblemKind.Conflict, "ticket.too_many_attachments", "A ticket has at most 50 attachments.");

    public static Problem EmptyAttachment { get; } = new(ProblemKind.Invalid, "ticket.attachment_empty", "There is nothing in the body to attach.");

    public static Problem AttachmentTooSlow { get; } = new(ProblemKind.Invalid, "ticket.attachment_too_slow", "The content did not come in within 15 minutes.");

    public static Problem NotTaken { get; } =
        Problem.OfField("ticket.attachment_type", "name", "Taken are pictures, PDF, text, CSV, JSON, mails, office documents, captures, event logs and archives, by their endings.");

    public static Problem IsProgram { get; } =
        new(ProblemKind.Invalid, "ticket.attachment_program", "Programs and scripts are not taken; put one that is evidence into an archive.");

    public static Problem ContentDiffers { get; } =
        new(ProblemKind.Invalid, "ticket.attachment_content_differs", "The content is not what its name or its stated type says.");

    public static Problem WithheldAttachment { get; } =
        new(ProblemKind.Conflict, "ticket.attachment_withheld", "The content is given out when the scanner has found nothing in it.");

    public static Problem InfectedAttachment { get; } =
        new(ProblemKind.Gone, "ticket.attachment_infected", "The scanner found something in it, and the content is gone.");

    public static Problem BadLink(TicketLinkKind kind, string field) => Problem.OfField("ticket.bad_link", field, $"This is nothing that a link of kind {EnumText.Of(kind)} leads to.");
}
