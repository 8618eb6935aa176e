using System.Text.Json;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Values;

namespace Holdfast.Tests.Modules.Playbooks.Definitions;

public sealed class ConditionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("{ path: trigger.severity, value: high }", true)]
    [InlineData("{ path: trigger.severity, op: not_equals, value: HIGH }", false)]
    [InlineData("{ path: trigger.severity, op: in, value: [LOW, HIGH] }", true)]
    [InlineData("{ path: trigger.subject, op: contains, value: brute }", true)]
    [InlineData("{ path: trigger.subject, op: starts_with, value: SSH }", true)]
    [InlineData("{ path: trigger.number, op: greater, value: 6 }", true)]
    [InlineData("{ path: trigger.number, op: less, value: 7 }", false)]
    [InlineData("{ path: trigger.device, op: exists }", false)]
    [InlineData("{ path: trigger.device, op: exists, value: false }", true)]
    [InlineData("{ path: trigger.device, value: null }", true)]
    [InlineData("{ path: trigger.ticket.addresses.0, op: matches_network, value: 10.0.0.0/8 }", true)]
    [InlineData("{ path: trigger.ticket.addresses.1, op: matches_network, value: [10.0.0.0/8, \"2001:db8::/32\"] }", true)]
    [InlineData("{ path: trigger.ticket.addresses, op: contains, value: 10.1.2.3 }", true)]
    [InlineData("{ path: trigger.ticket.at, op: older_than, value: 2h }", true)]
    [InlineData("{ path: trigger.ticket.at, op: older_than, value: 2d }", false)]
    // What cannot be compared is not so.
    [InlineData("{ path: trigger.subject, op: greater, value: 6 }", false)]
    [InlineData("{ path: trigger.number, op: starts_with, value: 7 }", false)]
    [InlineData("{ path: trigger.subject, op: matches_network, value: 10.0.0.0/8 }", false)]
    [InlineData("{ path: trigger.subject.no.such.thing, op: contains, value: x }", false)]
    [InlineData("{ all: [{ path: trigger.number, value: 7 }, { not: { path: trigger.severity, value: LOW } }] }", true)]
    [InlineData("{ any: [{ path: trigger.number, value: 8 }, { path: trigger.severity, value: LOW }] }", false)]
    public void It_is_so_or_not_whatever_is_there(string condition, bool holds)
    {
        var step = Yaml.Read(Yaml.Of($"  - id: x\n    when: {condition}\n    notify: {{ subject: s, text: t }}\n")).Steps[0];
        var trigger = JsonSerializer.SerializeToElement(new
        {
            severity = "HIGH",
            subject = "ssh brute force",
            number = 7,
            ticket = new { addresses = new[] { "10.1.2.3", "2001:db8::1" }, at = Now.AddHours(-5) },
        });
        step.When!.Holds(DataScope.New().With("trigger", trigger), Now).ShouldBe(holds);
    }

    [Fact]
    public void A_text_has_what_stands_at_its_paths_and_nothing_for_what_is_not_there()
    {
        var body = (NotifyBody)Yaml.Read(Yaml.Of("  - id: x\n    notify: { subject: \"{{ trigger.number }}: {{trigger.subject}}{{ trigger.device }}!\", text: t }\n")).Steps[0].Body;
        var trigger = JsonSerializer.SerializeToElement(new { number = 7, subject = "a {{ inputs.b }}" });
        // What comes from outside is not looked into.
        body.Subject.Text(DataScope.New().With("trigger", trigger)).ShouldBe("7: a {{ inputs.b }}!");
    }
}
