using System.Text.Json;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Rehearsing;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>How much of the history, and from where on.</summary>
internal sealed record RehearsalWish(int Days, int Limit, string? Cursor, JsonElement? Inputs);

/// <summary>What rehearsals of versions and of texts have in common.</summary>
internal sealed class Rehearsals(Rehearser rehearser, IAbsentPeople people, TimeProvider time)
{
    public static Problem? Check(int days, int limit, string? cursor) =>
        days is < 1 or > 365 ? PlaybooksProblems.BadDays
        : limit is < 1 or > 100 ? PlaybooksProblems.BadLimit
        : cursor is { Length: 0 or > 60 } ? PlaybooksProblems.BadCursor
        : null;

    public async Task<Result<PlaybookRehearsalView>> Of(OpContext op, Playbook? playbook, int? number, PlaybookDefinition definition, ScopePath place, RehearsalWish wish, CancellationToken ct)
    {
        // As if who asks published it; a program asks for who has published it.
        var person = op.Principal is { Kind: PrincipalKind.User, Id: { } one } && await people.Find(op, one, ct) is not null ? new RunPerson(one, op.Principal.Name) : playbook?.Publisher;
        if (person is null)
        {
            return PlaybooksProblems.PersonNeeded;
        }

        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        var inputs = InputRules.Take(definition.Inputs, wish.Inputs, wrong);
        if (wrong.Count > 0 && (wish.Inputs is not null || definition.Triggers.All(t => t is ManualTrigger)))
        {
            return PlaybooksProblems.BadInputs(wrong);
        }

        // Without its inputs, what somebody starts cannot be rehearsed; what starts by itself can.
        var rehearsed = wrong.Count == 0 ? definition : definition with { Triggers = [.. definition.Triggers.Where(t => t is not ManualTrigger)] };
        var what = new Rehearsed(playbook?.Id, number, rehearsed, place, person);
        return PlaybookRehearsalView.From(what, await rehearser.Go(op, what, inputs, time.GetUtcNow() - TimeSpan.FromDays(wish.Days), wish.Cursor ?? "", wish.Limit, ct));
    }
}
