using Holdfast.Platform.Http;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Tests.Harness.Endpoints;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Tests.System.Authorization;

public sealed class AccessRequirementTests(EndpointServer server)
{
    // They say more than an address can. The list may only become shorter.
    private static readonly string[] QuestionsWithBodies = ["POST /api/access/check", "POST /api/access/preview", "POST /api/policies/validate", "POST /api/playbook-runs/{id}/replay", "POST /api/playbooks/validate", "POST /scim/v2/Groups/.search", "POST /scim/v2/Users/.search"];

    [Fact]
    public async Task Every_endpoint_says_once_who_may_come_in_and_the_open_ones_say_why()
    {
        foreach (var endpoint in await server.Endpoints())
        {
            var access = endpoint.Access.ShouldNotBeNull(endpoint.ToString());
            (access.Entry == Entry.Permission).ShouldBe(access.Permission is not null, endpoint.ToString());
            (access.Entry == Entry.Anonymous).ShouldBe(access.Why is { Length: > 10 }, endpoint.ToString());
        }
    }

    [Fact]
    public void An_endpoint_that_requires_nothing_stops_the_start()
    {
        var application = WebApplication.CreateBuilder().Build();
        application.MapGet("/api/forgotten", () => "open to all by mistake");
        Should.Throw<InvalidOperationException>(() => application.CheckAccess()).Message.ShouldContain("/api/forgotten has 0 operations");
    }

    [Fact]
    public void An_endpoint_that_requires_two_things_stops_the_start()
    {
        var application = WebApplication.CreateBuilder().Build();
        application.MapGet("/api/undecided", () => "which?").OpenToAll("It was meant for all.").OpenToAll("Somebody said it again.");
        Should.Throw<InvalidOperationException>(() => application.CheckAccess()).Message.ShouldContain("/api/undecided has 2 operations");
    }

    [Fact]
    public async Task What_only_reads_is_asked_for_by_GET_and_everything_else_owes_an_entry_or_says_why_not()
    {
        foreach (var endpoint in (await server.Features()).Where(e => e.Access!.Entry != Entry.Anonymous))
        {
            endpoint.Access!.IsRead.ShouldBe(endpoint.Method == "GET" || QuestionsWithBodies.Contains(endpoint.ToString()), endpoint.ToString());
            (endpoint.Access.OwesEntry || endpoint.Access.IsRead || endpoint.Access.Unaudited is { Length: > 10 }).ShouldBeTrue(endpoint.ToString());
        }
    }

    [Fact]
    public async Task Every_permission_is_declared_by_the_module_that_requires_it()
    {
        var declared = Hosts.Server.HoldfastModules.All().ToDictionary(m => m.Name, m => m.Permissions.Select(p => p.Name).ToHashSet());
        foreach (var endpoint in (await server.Features()).Where(e => e.Access!.Permission is not null))
        {
            declared[endpoint.Operation!.Split('.')[0]].ShouldContain(endpoint.Access!.Permission!.Name, endpoint.ToString());
        }
    }

    [Fact]
    public void No_permission_means_another_than_it_says()
    {
        var read = new Permission("tickets", "read", "");
        var execute = new Permission("tickets", "execute", "");
        string[] giving = ["*", "tickets:*", "tickets:read", "tickets:write", "tickets:admin"];
        giving.ShouldAllBe(grant => read.IsGivenBy(grant));
        string[] notGiving = ["", "tickets", "ticket:read", "ticketsx:*", "tickets:execute", "users:*", "tickets:Read", ":", "*:read"];
        notGiving.ShouldAllBe(grant => !read.IsGivenBy(grant));
        execute.IsGivenBy("tickets:write").ShouldBeFalse();
        execute.IsGivenBy("tickets:admin").ShouldBeFalse();
    }
}
