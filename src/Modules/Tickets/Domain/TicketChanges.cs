using System.Globalization;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What is other in a ticket than it was, for its timeline.</summary>
internal static class TicketChanges
{
    private const int MaxShown = 500;

    public static IReadOnlyList<FieldChange> Between(Ticket before, Ticket after)
    {
        var changes = new List<FieldChange>();
        void Compare(string field, string? from, string? to)
        {
            if (from != to)
            {
                changes.Add(new FieldChange(field, from, to));
            }
        }

        Compare("subject", before.Subject, after.Subject);
        Compare("description", Short(before.Description), Short(after.Description));
        Compare("severity", EnumText.Of(before.Severity), EnumText.Of(after.Severity));
        Compare("priority", EnumText.Of(before.Priority), EnumText.Of(after.Priority));
        Compare("stage", EnumText.Of(before.Stage), EnumText.Of(after.Stage));
        Compare("closingReason", Of(before.ClosingReason), Of(after.ClosingReason));
        Compare("resolution", Short(before.Resolution), Short(after.Resolution));
        Compare("assigneeId", Of(before.AssigneeId?.Value), Of(after.AssigneeId?.Value));
        Compare("tags", string.Join(' ', before.Tags), string.Join(' ', after.Tags));
        Compare("dueAt", Of(before.DueAt), Of(after.DueAt));
        Compare("parentId", Of(before.ParentId?.Value), Of(after.ParentId?.Value));
        Compare("duplicateOfId", Of(before.DuplicateOf?.Value), Of(after.DuplicateOf?.Value));
        if (before.Intent != after.Intent)
        {
            changes.Add(new FieldChange("action", before.Action?.Action, after.Action?.Action));
        }

        // Long texts may differ only beyond what is shown.
        if (before.Description != after.Description && changes.TrueForAll(c => c.Field != "description"))
        {
            changes.Add(new FieldChange("description", Short(before.Description), Short(after.Description)));
        }

        return changes;
    }

    private static string? Short(string? text) => text is { Length: > MaxShown } ? TicketText.OneLine(text, MaxShown) : text;

    private static string? Of(ClosingReason? reason) => reason is { } some ? EnumText.Of(some) : null;

    private static string? Of(Guid? id) => id?.ToString();

    private static string? Of(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);
}
