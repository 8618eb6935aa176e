using System.Text;
using Holdfast.Modules.Tickets.Domain;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class AttachmentTypeTests
{
    [Theory]
    [InlineData("a.png", "image/png", "89504E470D0A1A0A00", "image/png")]
    [InlineData("A.JPG", null, "FFD8FFE0", "image/jpeg")]
    [InlineData("a.txt", "text/plain; charset=utf-8", "4D5A206973", "text/plain")]
    [InlineData("a.csv", "application/octet-stream", "612C62", "text/csv")]
    [InlineData("a.pcap", null, "D4C3B2A102", "application/vnd.tcpdump.pcap")]
    [InlineData("a.evtx", null, "456C6646696C6500", "application/x-ms-evtx")]
    [InlineData("empty.txt", null, "", "text/plain")]
    public void What_agrees_in_name_statement_and_content_is_taken(string name, string? stated, string head, string type)
    {
        var (taken, refusal) = AttachmentType.Of(name, stated, Convert.FromHexString(head));
        refusal.ShouldBeNull();
        taken!.MediaType.ShouldBe(type);
    }

    [Theory]
    [InlineData("a.exe", null, "4D5A9000", nameof(TypeRefusal.Program))]
    [InlineData("a.pdf", "application/pdf", "4D5A9000", nameof(TypeRefusal.Program))]
    [InlineData("a.txt", "text/plain", "23212F62696E2F7368", nameof(TypeRefusal.Program))]
    [InlineData("a.zip", null, "7F454C46", nameof(TypeRefusal.Program))]
    [InlineData("a.jpg", null, "CAFEBABE", nameof(TypeRefusal.Program))]
    [InlineData("a.html", "text/html", "3C68746D6C3E", nameof(TypeRefusal.NotTaken))]
    [InlineData("a.svg", "image/svg+xml", "3C7376673E", nameof(TypeRefusal.NotTaken))]
    [InlineData("attachment", null, "61", nameof(TypeRefusal.NotTaken))]
    [InlineData("a.png", "image/png", "FFD8FFE0", nameof(TypeRefusal.ContentDiffers))]
    [InlineData("a.txt", "text/plain", "610062", nameof(TypeRefusal.ContentDiffers))]
    [InlineData("a.txt", "text/plain", "61C3", nameof(TypeRefusal.ContentDiffers))]
    [InlineData("a.txt", "text/html", "61", nameof(TypeRefusal.StatedDiffers))]
    public void What_does_not_agree_is_refused_with_its_reason(string name, string? stated, string head, string refusal)
    {
        var (taken, why) = AttachmentType.Of(name, stated, Convert.FromHexString(head));
        taken.ShouldBeNull();
        why.ToString().ShouldBe(refusal);
    }

    [Fact]
    public void A_text_may_be_cut_in_the_middle_of_a_letter()
    {
        var text = Encoding.UTF8.GetBytes("a" + new string('é', AttachmentType.HeadBytes));
        AttachmentType.Of("a.txt", null, text.AsMemory(0, AttachmentType.HeadBytes)).Type.ShouldNotBeNull();
    }
}
