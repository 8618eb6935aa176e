namespace Holdfast.Tests.Modules.Tickets;

public sealed class MergeTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task What_belongs_to_a_ticket_goes_into_another_and_undoing_brings_exactly_that_back()
    {
        var (source, target) = (await Full("source", "web-1", "both"), await Full("target", "web-2", "both"));
        var before = await Picture(source, target);
        var merged = (await Admin.Post($"/api/tickets/{source}/merge", new { intoId = target })).Expect(200);
        (merged.Text("stage"), merged.Text("closingReason"), merged.Text("mergedIntoId"), merged.Text("duplicateOfId")).ShouldBe(("CLOSED", "DUPLICATE", target, target));
        (await Items($"/api/tickets/{target}/comments")).Select(c => (string?)c["text"]).ShouldBe(["target says", "source says"]);
        (await Items($"/api/tickets/{target}/observables")).Select(o => (string?)o["value"]).ShouldBe(["web-1", "web-2", "both"], ignoreOrder: true);
        (await Items($"/api/tickets/{source}/comments")).ShouldBeEmpty();
        (await Items($"/api/tickets/{target}/watchers")).ShouldHaveSingleItem();
        (await Items($"/api/tickets/{target}/links")).Length.ShouldBe(2);
        (await Admin.Post($"/api/tickets/{source}/comments", new { text = "x" })).Expect(409).Code.ShouldBe("ticket.merged");
        (await Admin.Post($"/api/tickets/{source}/observables", new { kind = "HOSTNAME", value = "x" })).Expect(409).Code.ShouldBe("ticket.merged");
        (await Admin.Patch($"/api/tickets/{source}", new { stage = "IN_PROGRESS" })).Expect(409).Code.ShouldBe("ticket.merged");
        (await Admin.Delete($"/api/tickets/{target}")).Expect(409).Code.ShouldBe("ticket.has_taken_in");

        (await Admin.Post($"/api/tickets/{source}/merge/undo")).Expect(200);
        (await Picture(source, target)).ShouldBe(before);
        (await Admin.Post($"/api/tickets/{source}/merge/undo")).Expect(409).Code.ShouldBe("ticket.not_merged");
        (await Items($"/api/tickets/{source}/timeline")).Take(2).Select(e => (string?)e["kind"]).ShouldBe(["UNMERGED", "MERGED"]);
        (await Items($"/api/tickets/{target}/timeline")).Take(2).Select(e => (string?)e["kind"]).ShouldBe(["UNMERGED", "TOOK_IN"]);
        (await Events()).Where(e => e is "ticket.merged" or "ticket.unmerged").ShouldBe(["ticket.merged", "ticket.unmerged"]);
    }

    [Fact]
    public async Task Merges_one_upon_another_are_undone_the_last_first()
    {
        var (a, b, c) = (await Full("a", "a"), await Full("b", "b"), await Full("c", "c"));
        var before = await Picture(a, b, c);
        (await Admin.Post($"/api/tickets/{a}/merge", new { intoId = b })).Expect(200);
        (await Admin.Post($"/api/tickets/{b}/merge", new { intoId = c })).Expect(200);
        (await Items($"/api/tickets/{c}/comments")).Length.ShouldBe(3);
        (await Admin.Post($"/api/tickets/{a}/merge/undo")).Expect(409).Code.ShouldBe("ticket.merged");
        (await Admin.Post($"/api/tickets/{b}/merge/undo")).Expect(200);
        (await Items($"/api/tickets/{b}/comments")).Length.ShouldBe(2);
        (await Admin.Post($"/api/tickets/{a}/merge/undo")).Expect(200);
        (await Picture(a, b, c)).ShouldBe(before);
    }

    [Fact]
    public async Task Two_that_are_put_into_each_other_at_once_do_not_both_go()
    {
        var (a, b) = ((await Open("a")).Id, (await Open("b")).Id);
        var answers = await Task.WhenAll(Admin.Post($"/api/tickets/{a}/merge", new { intoId = b }), Admin.Post($"/api/tickets/{b}/merge", new { intoId = a }));
        answers.Select(x => x.Status).Order().ShouldBe([200, 409]);
        (await Tickets("?open=true")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_ticket_goes_only_into_another_open_one_within_reach()
    {
        var id = (await Open()).Id;
        (await Admin.Post($"/api/tickets/{id}/merge", new { intoId = id })).Expect(400).Code.ShouldBe("ticket.merge_into_itself");
        (await Admin.Post($"/api/tickets/{id}/merge", new { intoId = Guid.CreateVersion7() })).Expect(400).Code.ShouldBe("ticket.unknown_ticket");
        var closed = (await Open()).Id;
        (await Admin.Patch($"/api/tickets/{closed}", new { stage = "CLOSED" })).Expect(200);
        (await Admin.Post($"/api/tickets/{id}/merge", new { intoId = closed })).Expect(409).Code.ShouldBe("ticket.closed");
        var group = await Tenant.NewGroup();
        var theirs = (await Admin.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", groupId = group })).Expect(201).Id;
        (await (await Tenant.NewUserAt("MEMBER", "GROUP", group)).Post($"/api/tickets/{theirs}/merge", new { intoId = id })).Expect(400).Code.ShouldBe("ticket.unknown_ticket");
        (await Get(theirs)).Text("stage").ShouldBe("NEW");
    }

    [Fact]
    public async Task Similar_tickets_are_those_with_the_most_observables_in_common()
    {
        var (one, two, three, none) = (await Full("one", "a", "b", "c"), await Full("two", "b", "c"), await Full("three", "c"), await Full("none", "x"));
        var similar = await Items($"/api/tickets/{one}/similar");
        similar.Select(s => ((string?)s["ticket"]!["id"], (int)s["shared"]!)).ShouldBe([(two, 2), (three, 1)]);
        (await Items($"/api/tickets/{none}/similar")).ShouldBeEmpty();
        var group = await Tenant.NewGroup();
        var member = await Tenant.NewUserAt("MEMBER", "GROUP", group);
        var theirs = (await Admin.Post("/api/tickets", new { subject = "x", description = "", severity = "LOW", groupId = group, observables = new[] { new { kind = "HOSTNAME", value = "a" } } })).Expect(201).Id;
        (await member.Get($"/api/tickets/{theirs}/similar")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await Items($"/api/tickets/{theirs}/similar")).ShouldHaveSingleItem();
    }

    private async Task<string> Full(string subject, params string[] hosts)
    {
        var id = (await Admin.Post("/api/tickets", new { subject, description = "", severity = "LOW", observables = hosts.Select(value => new { kind = "HOSTNAME", value }) })).Expect(201).Id;
        (await Admin.Post($"/api/tickets/{id}/comments", new { text = $"{subject} says" })).Expect(201);
        (await Admin.Post($"/api/tickets/{id}/watchers", new { userId = Tenant.AdminId })).Expect(201);
        (await Admin.Post($"/api/tickets/{id}/links", new { kind = "ALERT", target = subject })).Expect(201);
        return id;
    }

    // All that tickets say and have, but for their versions and timelines.
    private async Task<string> Picture(params string[] ids)
    {
        var texts = new List<string>();
        foreach (var id in ids)
        {
            var ticket = (await Get(id)).Json.AsObject();
            ticket.Remove("version");
            texts.Add(ticket.ToJsonString());
            foreach (var part in new[] { "comments", "observables", "links", "watchers" })
            {
                texts.Add((await Admin.Get($"/api/tickets/{id}/{part}")).Expect(200).Body);
            }
        }

        return string.Join('\n', texts);
    }
}
