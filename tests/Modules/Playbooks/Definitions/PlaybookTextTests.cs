using System.Text;
using System.Text.Json;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Shapes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Playbooks.Definitions;

public sealed class PlaybookTextTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string Say = "  - id: say\n    notify: { subject: s, text: t }\n";

    [Fact]
    public Task The_published_schema_is_written_from_what_the_parser_checks_by() => Snapshot.Matches(
        "docs/generated/playbook.schema.json", JsonSerializer.Serialize(PlaybookShapes.Schema(), Readable));

    [Fact]
    public void All_mistakes_are_said_at_once_each_with_line_and_column()
    {
        var text = """
            name: Test
            colour: red
            triggers:
              - event: no.such
            steps:
              - id: First
                notify: { subject: s }
              - id: two
                when: { path: steps.later.output, value: 1 }
                wait: { duration: 90x }
              - id: later
                notify: { subject: s, text: "{{ inputs.nobody }}" }
            """;
        Yaml.Mistakes(text).ShouldBe(
        [
            "2:1 playbook.unknown_member",
            "4:12 playbook.unknown_event",
            "6:9 playbook.bad_value",
            "7:13 playbook.missing",
            "9:19 playbook.unknown_reference",
            "10:23 playbook.bad_value",
            "12:33 playbook.unknown_reference",
        ]);
    }

    [Fact]
    public void At_most_fifty_mistakes_are_said()
    {
        var text = new StringBuilder("name: Test\ntriggers: [{ manual: true }]\nsteps:\n");
        for (var i = 0; i < 80; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - id: s{i}\n    notify: {{ subject: s, text: t, more: x }}\n");
        }

        Yaml.Parse(text.ToString()).Mistakes.Count.ShouldBe(50);
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x", "playbook.anchor")]
    [InlineData("a: !!python/object:os.system x", "playbook.tag")]
    [InlineData("a: 1\na: 2", "playbook.duplicate")]
    [InlineData("a: 1\n---\nb: 2", "playbook.second_document")]
    [InlineData("a: [1", "playbook.bad_yaml")]
    [InlineData("", "playbook.empty")]
    [InlineData("? [a]\n: 1", "playbook.bad_name")]
    public void What_yaml_can_say_in_more_than_one_way_is_refused(string text, string code) => Yaml.Parse(text).Mistakes.Select(m => m.Code).ShouldContain(code);

    [Fact]
    public void What_is_too_large_or_too_deep_is_refused()
    {
        Yaml.Mistakes(new string('#', (256 * 1024) + 1)).ShouldBe(["1:1 playbook.too_large"]);
        Yaml.Parse(new string('[', 30) + new string(']', 30)).Mistakes.Select(m => m.Code).ShouldContain("playbook.too_deep");
        Yaml.Parse(new string('[', 100_000)).Mistakes.Select(m => m.Code).ShouldContain("playbook.too_deep");
    }

    [Theory]
    [InlineData("sk_live_abc123")]
    [InlineData("glsa_abcdef")]
    [InlineData("whsec_abcdef")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.x")]
    public void What_looks_like_a_secret_is_refused_and_not_repeated(string secret)
    {
        var parsed = Yaml.Parse(Yaml.Of($"  - id: say\n    notify: {{ subject: s, text: \"key {secret}\" }}\n"));
        var mistake = parsed.Mistakes.ShouldHaveSingleItem();
        (mistake.Code, mistake.Line, mistake.Detail.Contains(secret, StringComparison.Ordinal)).ShouldBe(("playbook.secret", 7, false));
    }

    [Fact]
    public void A_step_is_seen_by_those_after_it_and_not_from_outside_its_branch_or_loop()
    {
        const string steps = """
              - id: choose
                branch:
                  cases:
                    - when: { path: trigger.severity, value: HIGH }
                      steps:
                        - id: inner
                          transform: { format: x }
                        - id: sees
                          transform: { format: "{{ steps.inner.output }}" }
                  otherwise:
                    - id: other
                      transform: { format: "{{ steps.inner.output }}" }
              - id: each
                loop:
                  over: [1, 2]
                  steps:
                    - id: one
                      transform: { format: "{{ item }} {{ index }}" }
              - id: after
                transform: { format: "{{ steps.inner.output }} {{ item }}" }
              - id: fine
                transform: { format: "{{ steps.choose.state }} {{ steps.each.output.count }}" }
            """;
        Yaml.Mistakes(Yaml.Of(steps)).ShouldBe(["17:32 playbook.unknown_reference", "25:26 playbook.unknown_reference"]);
    }

    [Theory]
    [InlineData("  - id: x\n    retry: { attempts: 2 }\n    notify: { subject: s, text: t }\n", "playbook.no_retry")]
    [InlineData("  - id: x\n    notify: { subject: s, text: t }\n    wait: { duration: 1m }\n", "playbook.one_of")]
    [InlineData("  - id: x\n    action: { action: grafana.annotate }\n", "playbook.missing")]
    [InlineData("  - id: x\n    when: { path: trigger.severity, op: matches_network, value: ten }\n    notify: { subject: s, text: t }\n", "playbook.bad_network")]
    [InlineData("  - id: x\n    transform: { format: \"{{ trigger.number + 1 }}\" }\n", "playbook.bad_path")]
    [InlineData("  - id: x\n    transform: { format: \"{{ trigger.number\" }\n", "playbook.bad_text")]
    [InlineData("  - id: x\n    wait: { until: tomorrow }\n", "playbook.bad_value")]
    [InlineData(Say + Say, "playbook.duplicate_step")]
    public void A_step_that_cannot_be_meant_is_refused(string steps, string code) => Yaml.Parse(Yaml.Of(steps)).Mistakes.Select(m => m.Code).ShouldContain(code);

    [Fact]
    public void A_schedule_needs_five_fields_and_a_zone_that_there_is()
    {
        Yaml.Mistakes("name: T\ntriggers:\n  - schedule: every day\n    zone: Europe/Nowhere\nsteps:\n" + Say).ShouldBe(["3:15 playbook.bad_schedule", "4:11 playbook.unknown_zone"]);
        var read = Yaml.Read("name: T\ntriggers:\n  - schedule: \"30 8 * * *\"\n    zone: Europe/Madrid\nsteps:\n" + Say);
        // The clock goes from 02:00 to 03:00 on that day.
        Schedule.Next(read.Schedules, new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero)).ShouldBe(new DateTimeOffset(2026, 3, 29, 6, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public void An_input_that_nobody_gives_needs_a_default() =>
        Yaml.Mistakes(Yaml.Of(Say, "inputs:\n  a: { type: number, required: true }\n  b: { type: number, required: true, default: x }\n")).ShouldBe(["4:47 playbook.bad_default", "6:5 playbook.input_without_default"]);

    [Fact]
    public void Whatever_bytes_come_there_is_an_answer()
    {
        var random = new Random(7);
        var seed = PlaybookLibrary.All[0].Text;
        for (var i = 0; i < 3000; i++)
        {
            var text = new StringBuilder(seed);
            for (var j = random.Next(1, 8); j > 0; j--)
            {
                var at = random.Next(text.Length);
                text.Remove(at, Math.Min(random.Next(4), text.Length - at)).Insert(at, "{}[]:-#&*!|>'\"%@`\n\t x0"[random.Next(22)]);
            }

            var parsed = Yaml.Parse(text.ToString());
            (parsed.Definition is null).ShouldBe(parsed.Mistakes.Count > 0);
        }
    }
}
