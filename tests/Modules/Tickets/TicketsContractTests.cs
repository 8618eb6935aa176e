using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Tickets;

public sealed class TicketsContractTests(TicketsServer fixture) : TicketDesk(fixture)
{
    private static readonly ObservableDraft Address = new(ObservableType.IpAddress, "203.0.113.9");

    [Fact]
    public async Task Another_module_opens_finds_feeds_and_closes_a_ticket_in_its_own_change()
    {
        var opened = await In((tickets, change, ct) => tickets.Open(change, new TicketDraft("Two\nlines \u001b", "One.\r\nTwo.\u0000", TicketSeverity.Critical)
        {
            Tags = ["brute-force", "not a tag"], Observables = [Address, Address], Links = [new LinkDraft(TicketLinkKind.Alert, "a1")], OccurredAt = DateTimeOffset.Parse("2026-01-01T00:00:00Z"),
        }, ct));
        var id = opened.Value.Id;
        var shown = await Get(id.ToString());
        (shown.Text("subject"), shown.Text("description"), shown.Text("source"), shown.Text("priority"), (string?)shown.Json["tags"]![0], shown.Json["tags"]!.AsArray().Count)
            .ShouldBe(("Two lines", "One.\nTwo.", "AUTOMATION", "URGENT", "brute-force", 1));
        (await In((tickets, change, ct) => tickets.FindOpen(change, new ObservableDraft(ObservableType.IpAddress, "::ffff:203.0.113.9"), ct)))!.Id.ShouldBe(id);
        (await In((tickets, change, ct) => tickets.AddObservable(change, id, Address, ct))).ShouldBeNull();
        (await In((tickets, change, ct) => tickets.AddObservable(change, id, new ObservableDraft(ObservableType.Hostname, "web-1"), ct))).ShouldBeNull();
        (await In((tickets, change, ct) => tickets.AddLink(change, id, new LinkDraft(TicketLinkKind.Url, "https://example.com/"), ct))).ShouldBeNull();
        (await In((tickets, change, ct) => tickets.Comment(change, id, "Seen again.", ct))).ShouldBeNull();
        (await In((tickets, change, ct) => tickets.Close(change, id, ClosingReason.WontDo, "Known.", ct))).ShouldBeNull();
        (await In((tickets, change, ct) => tickets.Close(change, id, ClosingReason.Resolved, null, ct))).ShouldBeNull();
        (await In((tickets, change, ct) => tickets.FindOpen(change, Address, ct))).ShouldBeNull();
        (await In((tickets, change, ct) => tickets.Find(change, id, ct)))!.Stage.ShouldBe(TicketStage.Closed);
        (await Get(id.ToString())).Text("closingReason").ShouldBe("WONT_DO");
        (await Items($"/api/tickets/{id}/timeline")).Select(e => (string?)e["kind"]).Take(4).ShouldBe(["CLOSED", "COMMENTED", "LINK_ADDED", "OBSERVABLE_ADDED"]);
    }

    [Fact]
    public async Task What_is_no_observable_opens_nothing_and_nothing_happens_without_the_commit()
    {
        (await In((tickets, change, ct) => tickets.Open(change, new TicketDraft("x", "", TicketSeverity.Low) { Observables = [new ObservableDraft(ObservableType.Hash, "abc")] }, ct)))
            .Problem!.Code.ShouldBe("ticket.bad_observable");
        await In((tickets, change, ct) => tickets.Open(change, new TicketDraft("x", "", TicketSeverity.Low), ct), commit: false);
        (await Tickets()).ShouldBeEmpty();
        (await In((tickets, change, ct) => tickets.Comment(change, Id.New<TicketId>(TimeProvider.System), "x", ct)))!.Code.ShouldBe("ticket.not_found");
        ((await Open()).Json["number"]!.GetValue<int>()).ShouldBe(1);
    }

    private async Task<T> In<T>(Func<ITickets, Change, CancellationToken, Task<T>> act, bool commit = true)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = (await Server.Services()).OpenOp(OpContext.OfSystem(TenantId.From(Guid.Parse(Tenant.Id)), "tickets.open_ticket_on_finding", Guid.CreateVersion7().ToString("N")));
        await using var change = scope.ServiceProvider.GetRequiredService<TenantSession>().Change();
        var answer = await act(scope.ServiceProvider.GetRequiredService<ITickets>(), change, ct);
        if (commit)
        {
            (await change.Commit(ct)).ShouldBeNull();
        }

        return answer;
    }
}
