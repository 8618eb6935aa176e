using System.Text.Json;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// What steps do with tickets. All of it happens in the caller's change, whose operation acts for the publisher within their reach: it commits with the
/// step's outcome, or not at all.
/// </summary>
internal sealed class TicketSteps(ITickets tickets)
{
    /// <summary>Does it; answers what later steps may refer to.</summary>
    /// <param name="change">The caller's.</param>
    /// <param name="act">What.</param>
    /// <param name="fields">As the step's members say, their values found out.</param>
    /// <param name="place">Where the run hangs: a new ticket hangs there too.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<JsonElement>> Do(Change change, TicketAct act, JsonElement fields, ScopePath place, CancellationToken ct) => act switch
    {
        TicketAct.Open => Open(change, fields, place, ct),
        TicketAct.Close => With(fields, async ticket => await tickets.Close(
            change, ticket, EnumText.TryParse<ClosingReason>(Text(fields, "reason"), out var reason) ? reason : ClosingReason.Resolved, Text(fields, "resolution"), ct)),
        TicketAct.Link => With(fields, async ticket => EnumText.TryParse<TicketLinkKind>(Text(fields, "kind"), out var kind)
            ? await tickets.AddLink(change, ticket, new LinkDraft(kind, Text(fields, "value") ?? ""), ct)
            : PlaybooksProblems.UnknownWord("kind")),
        _ => With(fields, async ticket => await tickets.Comment(change, ticket, Text(fields, "text") ?? "", ct)),
    };

    private async Task<Result<JsonElement>> Open(Change change, JsonElement fields, ScopePath place, CancellationToken ct)
    {
        if (!EnumText.TryParse<TicketSeverity>(Text(fields, "severity")?.ToUpperInvariant(), out var severity))
        {
            return PlaybooksProblems.UnknownWord("severity");
        }

        var observables = new List<ObservableDraft>();
        foreach (var seen in Items(fields, "observables"))
        {
            if (!ObservableWords.TryParse(Text(seen, "kind"), out var kind))
            {
                return PlaybooksProblems.UnknownWord("kind");
            }

            observables.Add(new ObservableDraft(kind, Text(seen, "value") ?? ""));
        }

        var opened = await tickets.Open(change, new TicketDraft(Text(fields, "subject") ?? "", Text(fields, "description") ?? "", severity)
        {
            Place = place,
            Device = DeviceId.TryParse(Text(fields, "device"), null, out var device) ? device : null,
            Tags = [.. Items(fields, "tags").Select(tag => tag.ValueKind == JsonValueKind.String ? tag.GetString()! : "")],
            Observables = observables,
        }, ct);
        return opened.Map(ticket => JsonSerializer.SerializeToElement(new { ticket = ticket.Id.ToString(), number = ticket.Number }));
    }

    private static async Task<Result<JsonElement>> With(JsonElement fields, Func<TicketId, Task<Problem?>> act) =>
        !TicketId.TryParse(Text(fields, "ticket"), null, out var ticket) ? PlaybooksProblems.UnknownWord("ticket")
        : await act(ticket) is { } problem ? problem
        : JsonSerializer.SerializeToElement(new { ticket = ticket.ToString() });

    private static string? Text(JsonElement fields, string name) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement fields, string name) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
}
