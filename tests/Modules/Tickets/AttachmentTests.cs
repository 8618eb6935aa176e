using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tickets;

/// <summary>Attachments where there is no scanner.</summary>
public sealed class AttachmentTests(TicketsServer fixture) : TicketDesk(fixture)
{
    [Fact]
    public async Task What_is_attached_comes_back_byte_for_byte_to_be_saved_and_is_sealed_at_rest()
    {
        var ticket = (await Open()).Id;
        // More than two pieces.
        var text = string.Concat(Enumerable.Range(0, 70_000).Select(n => $"line {n:D5}\n"));
        var added = (await Attach(ticket, "C:\\logs\\no\u202Ete.txt", text)).Expect(201);
        (added.Text("name"), added.Text("mediaType"), added.Text("state"), (long)added.Json["size"]!).ShouldBe(("note.txt", "text/plain", "UNSCANNED", text.Length));
        added.Text("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        var address = added.Headers["Location"];
        (await Admin.Get(address)).Expect(200).Text("name").ShouldBe("note.txt");
        (await Items($"/api/tickets/{ticket}/attachments")).ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe(added.Id);

        var content = (await Admin.Get($"{address}/content")).Expect(200);
        content.Body.ShouldBe(text);
        content.Headers["Content-Disposition"].ShouldStartWith("attachment;");
        content.Headers["Content-Type"].ShouldBe("application/octet-stream");
        content.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        content.Headers["Content-Security-Policy"].ShouldContain("sandbox");
        (await Server.Sql(Tenant, "select count(*)::text from ticket_attachment_piece where tenant_id = $1 and position('line 00' in encode(content, 'escape')) = 0", Guid.Parse(Tenant.Id))).ShouldBe(["3"]);
        (await Tenant.Audit("tickets.add_attachment", atLeast: 1)).Single(e => (string?)e!["outcome"] == "SUCCESS")!["after"]!["name"]!.GetValue<string>().ShouldBe("note.txt");

        (await Admin.Delete(address)).Expect(204);
        (await Admin.Get($"{address}/content")).Expect(404).Code.ShouldBe("ticket.attachment_not_found");
        (await Kept()).ShouldBe((0, 0));
        (await Events()).Where(e => e.Contains("attachment", StringComparison.Ordinal)).ShouldBe(["ticket.attachment_added", "ticket.attachment_removed"]);
        (await Items($"/api/tickets/{ticket}/timeline")).Take(2).Select(e => ((string?)e["kind"], (string?)e["detail"]!["value"])).ShouldBe([("ATTACHMENT_REMOVED", "note.txt"), ("ATTACHMENT_ADDED", "note.txt")]);
    }

    [Theory]
    [InlineData("a.exe", "MZ\0", null, "ticket.attachment_program")]
    [InlineData("a.txt", "#!/bin/sh", null, "ticket.attachment_program")]
    [InlineData("a.html", "<html>", "text/html", "ticket.attachment_type")]
    [InlineData(null, "text", null, "ticket.attachment_type")]
    [InlineData("a.png", "text", null, "ticket.attachment_content_differs")]
    [InlineData("a.txt", "text", "text/html", "ticket.attachment_content_differs")]
    [InlineData("a.txt", "", null, "ticket.attachment_empty")]
    public async Task What_is_not_taken_leaves_nothing(string? name, string text, string? type, string code)
    {
        var ticket = (await Open()).Id;
        (await Attach(ticket, name, text, type)).Expect(400).Code.ShouldBe(code);
        (await Kept()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task More_than_ten_mebibytes_are_refused_and_leave_nothing()
    {
        var ticket = (await Open()).Id;
        (await Attach(ticket, "a.txt", new string('a', (10 * 1024 * 1024) + 1))).Expect(413).Code.ShouldBe("request.too_large");
        // One that does not say how long it is.
        using var unsaid = new StreamContent(new Unsaid(Encoding.ASCII.GetBytes(new string('a', (10 * 1024 * 1024) + 1))));
        (await Admin.Send(HttpMethod.Post, $"/api/tickets/{ticket}/attachments?name=a.txt", unsaid)).Expect(413).Code.ShouldBe("request.too_large");
        await Eventually.Holds("nothing to be left", async () => await Kept() == (0, 0));
        (await Server.Sql(Tenant, "select (used + reserved)::text from quota_use where tenant_id = $1 and quota = 'attachment_bytes'", Guid.Parse(Tenant.Id))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task What_breaks_off_is_seen_by_nobody_and_leaves_nothing()
    {
        var ticket = (await Open()).Id;
        using (var sender = new TcpClient())
        {
            await sender.ConnectAsync(Admin.Address.Host, Admin.Address.Port, TestContext.Current.CancellationToken);
            var head = $"POST /api/tickets/{ticket}/attachments?name=a.txt HTTP/1.1\r\nHost: {Admin.Address.Authority}\r\nAuthorization: Bearer {Admin.Token}\r\nContent-Length: 1000000\r\n\r\n";
            await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string('a', 600_000)), TestContext.Current.CancellationToken);
            await Eventually.Holds("the first pieces to be kept", async () => await Kept() == (1, 2));
            (await Items($"/api/tickets/{ticket}/attachments")).ShouldBeEmpty();
        }

        await Eventually.Holds("nothing to be left", async () => await Kept() == (0, 0));
        (await Server.Sql(Tenant, "select (used + reserved)::text from quota_use where tenant_id = $1 and quota = 'attachment_bytes'", Guid.Parse(Tenant.Id))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_merge_carries_attachments_and_undoing_brings_them_back()
    {
        var (source, target) = ((await Open("source")).Id, (await Open("target")).Id);
        var added = (await Attach(source, "a.txt", "text")).Expect(201).Id;
        (await Admin.Post($"/api/tickets/{source}/merge", new { intoId = target })).Expect(200);
        (await Admin.Get($"/api/tickets/{target}/attachments/{added}/content")).Expect(200).Body.ShouldBe("text");
        (await Admin.Get($"/api/tickets/{source}/attachments/{added}")).Expect(404).Code.ShouldBe("ticket.attachment_not_found");
        (await Attach(source, "b.txt", "text")).Expect(409).Code.ShouldBe("ticket.merged");
        (await Admin.Post($"/api/tickets/{source}/merge/undo")).Expect(200);
        (await Items($"/api/tickets/{source}/attachments")).ShouldHaveSingleItem();
        (await Items($"/api/tickets/{target}/attachments")).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_its_ticket_an_attachment_goes_and_gives_its_room_back()
    {
        var ticket = (await Open()).Id;
        (await Attach(ticket, "a.txt", "text")).Expect(201);
        (await Admin.Delete($"/api/tickets/{ticket}")).Expect(204);
        (await Kept()).ShouldBe((0, 0));
        (await Server.Sql(Tenant, "select used::text from quota_use where tenant_id = $1 and quota = 'attachment_bytes'", Guid.Parse(Tenant.Id))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_ticket_has_at_most_fifty()
    {
        var ticket = (await Open()).Id;
        for (var n = 0; n < 50; n++)
        {
            (await Attach(ticket, "a.txt", "text")).Expect(201);
        }

        (await Attach(ticket, "a.txt", "text")).Expect(409).Code.ShouldBe("ticket.too_many_attachments");
    }

    private Task<ApiAnswer> Attach(string ticket, string? name, string text, string? type = null) => Attach(Admin, ticket, name, Encoding.UTF8.GetBytes(text), type);

    internal static async Task<ApiAnswer> Attach(ApiClient client, string ticket, string? name, byte[] bytes, string? type = null)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return await client.Send(HttpMethod.Post, $"/api/tickets/{ticket}/attachments{(name is null ? "" : $"?name={Uri.EscapeDataString(name)}")}", content);
    }

    private async Task<(int Attachments, int Pieces)> Kept()
    {
        var kept = await Server.Sql(
            Tenant,
            "select (select count(*) from ticket_attachment where tenant_id = $1)::text || ' ' || (select count(*) from ticket_attachment_piece where tenant_id = $1)::text",
            Guid.Parse(Tenant.Id));
        var counts = kept.Single().Split(' ');
        return (int.Parse(counts[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(counts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    // A stream of a length that cannot be known beforehand.
    private sealed class Unsaid(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
