using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Modules.Fleet.Domain;

public class SecurityEventsAnalyzerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(4, 60, null, 0)]
    [InlineData(5, 60, FindingSeverity.High, 25)]
    [InlineData(5, 151, null, 0)]
    [InlineData(5, 150, FindingSeverity.High, 25)]
    [InlineData(19, 10, FindingSeverity.High, 25)]
    [InlineData(20, 10, FindingSeverity.Critical, 45)]
    [InlineData(20, 140, FindingSeverity.High, 25)]
    public void Failed_log_ins_from_one_address_count_within_ten_minutes(int count, int secondsApart, FindingSeverity? expected, double points)
    {
        var assessment = SecurityEventsAnalyzer.Assess([.. Failures(count, secondsApart, "203.0.113.9")], Now);
        assessment.Score.ShouldBe((int)(100 - points));
        assessment.Observations.SingleOrDefault()?.Severity.ShouldBe(expected!.Value);
        assessment.Observations.Count.ShouldBe(expected is null ? 0 : 1);
    }

    [Fact]
    public void A_burst_spread_over_addresses_is_none() =>
        SecurityEventsAnalyzer.Assess([.. Enumerable.Range(0, 4).SelectMany(n => Failures(4, 5, $"198.51.100.{n}"))], Now).Score.ShouldBe(100);

    [Fact]
    public void A_success_after_a_burst_makes_it_critical_and_stands_first_in_the_evidence()
    {
        var success = Row(LogEventKind.SshLoginSucceeded, Now.AddMinutes(-1), "203.0.113.9", "deploy");
        var observation = SecurityEventsAnalyzer.Assess([.. Failures(5, 10, "203.0.113.9"), success], Now).Observations.ShouldHaveSingleItem();
        observation.Severity.ShouldBe(FindingSeverity.Critical);
        observation.Evidence[0].Id.ShouldBe(success.Id);
        observation.Evidence.Count.ShouldBe(6);
    }

    [Fact]
    public void A_success_before_the_burst_or_from_elsewhere_does_not()
    {
        EventRow[] events =
        [
            .. Failures(5, 10, "203.0.113.9"),
            Row(LogEventKind.SshLoginSucceeded, Now.AddHours(-20), "203.0.113.9", "deploy"),
            Row(LogEventKind.SshLoginSucceeded, Now.AddMinutes(-1), "203.0.113.10", "deploy"),
        ];
        SecurityEventsAnalyzer.Assess(events, Now).Observations.ShouldHaveSingleItem().Severity.ShouldBe(FindingSeverity.High);
    }

    [Theory]
    [InlineData(LogEventKind.SshInvalidUser, "log-ins as users that are not there")]
    [InlineData(LogEventKind.SshLoginAbandoned, "connections that named a user and came to nothing")]
    public void A_machine_that_takes_keys_only_shows_its_attackers_too(LogEventKind kind, string words)
    {
        var observation = SecurityEventsAnalyzer.Assess([.. Enumerable.Range(0, 1000).Select(n => Row(kind, Now.AddMinutes(-5).AddSeconds(-n), "203.0.113.9", $"user{n}"))], Now)
            .Observations.ShouldHaveSingleItem();
        (observation.Rule, observation.Severity).ShouldBe(("ssh.brute_force", FindingSeverity.Critical));
        observation.Detail.ShouldBe($"1000 {words} in the last 24 hours, 601 of them within 10 minutes.");
    }

    [Fact]
    public void A_count_that_reached_the_limit_is_told_as_the_least()
    {
        EventRow[] events = [.. Failures(30, 1, "203.0.113.9")];
        SecurityEventsAnalyzer.Assess(events, Now, 31).Observations.ShouldHaveSingleItem().Detail.ShouldBe("30 failed log-ins in the last 24 hours, 30 of them within 10 minutes.");
        SecurityEventsAnalyzer.Assess(events, Now, 30).Observations.ShouldHaveSingleItem().Detail.ShouldBe("At least 30 failed log-ins in the last 24 hours, 30 of them within 10 minutes.");
    }

    [Fact]
    public void An_attempt_that_logs_three_lines_counts_once()
    {
        var attempts = Enumerable.Range(0, 4).SelectMany(n => new[] { LogEventKind.SshInvalidUser, LogEventKind.SshLoginFailed, LogEventKind.SshLoginAbandoned }
            .Select(kind => Row(kind, Now.AddMinutes(-n), "203.0.113.9", $"user{n}")));
        SecurityEventsAnalyzer.Assess([.. attempts], Now).Observations.ShouldBeEmpty();
    }

    [Fact]
    public void Refused_keys_are_no_guesses_and_before_a_success_no_attack()
    {
        EventRow[] agent =
        [
            .. Enumerable.Range(0, 30).Select(n => Row(LogEventKind.SshKeyRefused, Now.AddMinutes(-9).AddSeconds(n), "203.0.113.9", "bob")),
            .. Enumerable.Range(0, 6).Select(n => Row(LogEventKind.SshLoginAbandoned, Now.AddMinutes(-9).AddSeconds(n), "203.0.113.9", "bob")),
            Row(LogEventKind.SshLoginSucceeded, Now.AddMinutes(-1), "203.0.113.9", "bob"),
        ];
        SecurityEventsAnalyzer.Assess(agent, Now).Observations.ShouldBeEmpty();
        SecurityEventsAnalyzer.Assess(agent[..^1], Now).Observations.ShouldHaveSingleItem().Severity.ShouldBe(FindingSeverity.High);
        SecurityEventsAnalyzer.Assess([.. agent[..^1], agent[^1] with { User = "eve" }], Now).Observations.ShouldHaveSingleItem().Severity.ShouldBe(FindingSeverity.Critical);
    }

    [Fact]
    public void An_IPv6_network_of_64_bits_is_one_source()
    {
        var spread = Enumerable.Range(0, 20).Select(n => Row(LogEventKind.SshLoginFailed, Now.AddSeconds(-n - 2), $"2001:db8:0:7:{n:x}::1", "root"));
        var success = Row(LogEventKind.SshLoginSucceeded, Now.AddSeconds(-1), "2001:db8:0:7:ffff::1", "ann");
        var observation = SecurityEventsAnalyzer.Assess([.. spread, success], Now).Observations.ShouldHaveSingleItem();
        (observation.Key, observation.Severity, observation.Evidence[0].Id).ShouldBe(("2001:db8:0:7::/64", FindingSeverity.Critical, success.Id));
    }

    [Theory]
    [InlineData("2001:db8:0:7:8:9:a:b", "2001:db8:0:7::/64")]
    [InlineData("2001:db8::", "2001:db8::/64")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("fe80::1", "fe80::1")]
    [InlineData("client.example.com", "client.example.com")]
    [InlineData(null, "")]
    public void A_source_is_an_address_or_a_network(string? address, string source) => RemoteSource.Of(address).ShouldBe(source);

    [Fact]
    public void However_many_attack_what_else_happened_is_seen()
    {
        EventRow[] events =
        [
            .. Enumerable.Range(1, 200).SelectMany(n => Failures(25, 1, $"198.51.100.{n}")),
            Row(LogEventKind.UserAdded, Now.AddHours(-20), null, "eve"),
            Row(LogEventKind.SshLoginSucceeded, Now.AddHours(-21), "192.0.2.1", "root"),
        ];
        var observations = SecurityEventsAnalyzer.Assess(events, Now).Observations;
        observations.Select(o => o.Rule).Distinct().ShouldBe(["ssh.brute_force", "user.added", "ssh.root_login"]);
        observations.Count(o => o.Rule == "ssh.brute_force").ShouldBe(Scoring.MaxObservations);
    }

    [Fact]
    public void What_is_older_than_a_day_or_in_the_future_does_not_count() =>
        SecurityEventsAnalyzer.Assess([.. Failures(9, 1, "203.0.113.9").Select(e => e with { At = e.At.AddHours(-25) }), .. Failures(9, 1, "203.0.113.9").Select(e => e with { At = e.At.AddHours(5) })], Now)
            .Score.ShouldBe(100);

    [Fact]
    public void Evidence_is_bounded_and_newest_first()
    {
        var evidence = SecurityEventsAnalyzer.Assess([.. Failures(300, 1, "203.0.113.9")], Now).Observations.ShouldHaveSingleItem().Evidence;
        evidence.Count.ShouldBeLessThanOrEqualTo(Scoring.MaxEvidence);
        evidence.ShouldBe(evidence.OrderByDescending(e => e.At));
    }

    [Theory]
    [InlineData(LogEventKind.UserAdded, 1, "user.added", FindingSeverity.Medium, 90)]
    [InlineData(LogEventKind.UserRemoved, 1, "user.removed", FindingSeverity.Low, 97)]
    [InlineData(LogEventKind.SudoDenied, 3, "sudo.denied", FindingSeverity.Medium, 90)]
    public void Accounts_and_refusals_have_their_rules(LogEventKind kind, int count, string rule, FindingSeverity severity, int score)
    {
        var assessment = SecurityEventsAnalyzer.Assess([.. Enumerable.Range(0, count).Select(n => Row(kind, Now.AddMinutes(-n - 1), null, "mallory"))], Now);
        assessment.Score.ShouldBe(score);
        var observation = assessment.Observations.ShouldHaveSingleItem();
        (observation.Rule, observation.Severity, observation.Key).ShouldBe((rule, severity, "mallory"));
    }

    [Fact]
    public void Two_refusals_by_sudo_are_human() =>
        SecurityEventsAnalyzer.Assess([Row(LogEventKind.SudoDenied, Now.AddMinutes(-1), null, "ann"), Row(LogEventKind.SudoDenied, Now.AddMinutes(-2), null, "ann")], Now).Score.ShouldBe(100);

    [Fact]
    public void Root_by_ssh_is_noted()
    {
        var observation = SecurityEventsAnalyzer.Assess([Row(LogEventKind.SshLoginSucceeded, Now.AddMinutes(-3), "192.0.2.1", "root")], Now).Observations.ShouldHaveSingleItem();
        (observation.Rule, observation.Severity).ShouldBe(("ssh.root_login", FindingSeverity.Low));
    }

    [Fact]
    public void Text_from_logs_cannot_break_a_title() =>
        SecurityEventsAnalyzer.Assess([Row(LogEventKind.UserAdded, Now.AddMinutes(-1), null, "eve\r\nInjected: yes" + new string('x', 500))], Now)
            .Observations.ShouldHaveSingleItem().Title.ShouldSatisfyAllConditions(t => t.Any(char.IsControl).ShouldBeFalse(), t => t.Length.ShouldBeLessThan(120));

    [Fact]
    public void The_score_is_within_bounds_and_what_the_observations_cost() => Check.QuickThrowOnFailure(Prop.ForAll(AnyEvents(), events =>
    {
        var assessment = SecurityEventsAnalyzer.Assess(events, Now);
        return assessment.Score is >= 1 and <= 100 && assessment.Score == Math.Clamp((int)Math.Round(100 - assessment.Observations.Sum(o => o.Points)), 1, 100)
            && assessment.Observations.All(o => o.Evidence.Count is >= 1 and <= Scoring.MaxEvidence);
    }));

    [Fact]
    public void The_order_of_arrival_changes_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(AnyEvents(), events =>
        Shown(SecurityEventsAnalyzer.Assess(events, Now)) == Shown(SecurityEventsAnalyzer.Assess([.. events.Reverse()], Now))));

    [Fact]
    public void More_bad_events_never_raise_the_score() => Check.QuickThrowOnFailure(Prop.ForAll(AnyEvents(), AnyEvents(), (events, more) =>
        SecurityEventsAnalyzer.Assess([.. events, .. more], Now).Score <= SecurityEventsAnalyzer.Assess(events, Now).Score));

    private static Arbitrary<EventRow[]> AnyEvents() => (
        from kind in Gen.Elements(LogEventKind.SshLoginFailed, LogEventKind.SshLoginFailed, LogEventKind.SshInvalidUser, LogEventKind.SshLoginAbandoned, LogEventKind.SshLoginSucceeded, LogEventKind.SudoDenied, LogEventKind.UserAdded, LogEventKind.UserRemoved)
        from seconds in Gen.Choose(0, 5000)
        from address in Gen.Elements("203.0.113.1", "203.0.113.2")
        from user in Gen.Elements("root", "ann")
        // Nobody of that name is ever let in: a later success takes an abandoned connection of the same user back.
        select Row(kind, Now.AddSeconds(-seconds), address, kind == LogEventKind.SshLoginAbandoned ? "carol" : user)).ArrayOf().ToArbitrary();

    private static string Shown(Assessment assessment) => System.Text.Json.JsonSerializer.Serialize(assessment);

    private static IEnumerable<EventRow> Failures(int count, int secondsApart, string address) =>
        Enumerable.Range(0, count).Select(n => Row(LogEventKind.SshLoginFailed, Now.AddMinutes(-5).AddSeconds(-n * secondsApart), address, "root"));

    private static EventRow Row(LogEventKind kind, DateTimeOffset at, string? address, string? user) => new(Guid.CreateVersion7(at), at, kind, user, address, "sshd: a line");
}
