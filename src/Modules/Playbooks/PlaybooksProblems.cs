using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks;

/// <summary>What can stand in the way in this module.</summary>
internal static class PlaybooksProblems
{
    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "playbook.not_found", "There is no such playbook.");

    public static Problem VersionNotFound { get; } = new(ProblemKind.NotFound, "playbook.version_not_found", "The playbook has no such version.");

    public static Problem RunNotFound { get; } = new(ProblemKind.NotFound, "playbook.run_not_found", "There is no such run.");

    public static Problem StepNotFound { get; } = new(ProblemKind.NotFound, "playbook.step_not_found", "The run has no such step that asks for approval.");

    public static Problem Exists { get; } = new(ProblemKind.Conflict, "playbook.exists", "Another playbook has this name.");

    public static Problem UnknownScope { get; } = Problem.OfField("playbook.unknown_scope", "scope", "There is no such organization or group.");

    public static Problem TextNeeded { get; } = Problem.OfField("playbook.text_needed", "text", "The definition, as YAML of at most 256 KB.");

    public static Problem BadInputs(IReadOnlyDictionary<string, string> fields) => new(ProblemKind.Invalid, "playbook.bad_inputs", "Some inputs are not as the playbook describes them.", fields);

    public static Problem PersonNeeded { get; } = new(ProblemKind.Conflict, "playbook.person_needed", "Only a person can do this: what runs acts for them.");

    public static Problem OtherPersonNeeded { get; } = new(ProblemKind.Conflict, "playbook.other_person_needed", "Somebody else has to decide about this.");

    public static Problem ReceiverNotFound { get; } = new(ProblemKind.NotFound, "playbook.receiver_not_found", "There is no such receiver.");

    public static Problem NotProved { get; } = new(ProblemKind.Unauthenticated, "playbook.not_proved", "What was posted does not prove that its sender may.");

    public static Problem BodyTooLarge { get; } = new(ProblemKind.TooLarge, "playbook.body_too_large", "What is posted has at most 256 KB.");

    public static Problem BadBody { get; } = new(ProblemKind.Invalid, "playbook.bad_body", "What is posted is a JSON object or array, at most 32 deep.");

    public static Problem BadDays { get; } = Problem.OfField("playbook.bad_days", "days", "A number from 1 to 365.");

    public static Problem BadLimit { get; } = Problem.OfField("playbook.bad_limit", "limit", "A number from 1 to 100.");

    public static Problem BadCursor { get; } = Problem.OfField("playbook.bad_cursor", "cursor", "What the part before gave as next.");

    public static Problem TriggersItself { get; } = new(ProblemKind.Conflict, "playbook.triggers_itself", "What the playbook does starts it again, by itself or over others; it was stopped.");

    public static Problem NotPublished { get; } = new(ProblemKind.Conflict, "playbook.not_published", "No version of the playbook is published.");

    public static Problem NotManual { get; } = new(ProblemKind.Conflict, "playbook.not_manual", "The playbook has no manual trigger.");

    public static Problem UnknownWord(string member) =>
        new(ProblemKind.Invalid, "playbook.unknown_word", $"What stands at '{member}' is none of the tickets' words, or no ticket's id.");

    public static Problem UnknownMember(string named) =>
        new(ProblemKind.Invalid, "playbook.unknown_member_of_tenant", $"Nobody who may sign in is called '{Definitions.Yaml.YamlReader.Short(named)}'.");

    public static Problem TooManyPeople(int most) => new(ProblemKind.Invalid, "playbook.too_many_people", $"One step writes to at most {most} people.");

    public static Problem NoIntegration { get; } = new(ProblemKind.Conflict, "playbook.no_integration", "No working integration is good for this.");

    public static Problem UnknownAction { get; } = new(ProblemKind.Conflict, "playbook.unknown_action", "There is no such integration, or it has no such action.");

    public static Problem PublisherLacksRight(string publisher, string permission) =>
        new(ProblemKind.Forbidden, "playbook.publisher_lacks_right", $"{publisher}, who published the playbook, does not have {permission} here now.");

    public static Problem LimitReached { get; } = new(ProblemKind.TooMany, "playbook.limit_reached", "As many runs as may begin in an hour have begun.", RetryAfter: TimeSpan.FromMinutes(5));

    public static Problem HasRuns { get; } = new(ProblemKind.Conflict, "playbook.has_runs", "Runs of it go on; disable it, and end them or let them end.");

    public static Problem RunEnded { get; } = new(ProblemKind.Conflict, "playbook.run_ended", "The run has ended.");

    public static Problem NotPaused { get; } = new(ProblemKind.Conflict, "playbook.not_paused", "Nobody holds the run.");

    public static Problem NotWaiting { get; } = new(ProblemKind.Conflict, "playbook.not_waiting", "The step does not wait for approval.");

    /// <summary>What is wrong with a text: where, and what.</summary>
    public static Problem BadDefinition(int line, int column, string first, IReadOnlyDictionary<string, string> all) =>
        new(ProblemKind.Invalid, "playbook.bad_definition", $"The definition has mistakes; the first is in line {line}, column {column}: {first}", all);
}
