using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Starts playbooks at their times. Times that passed while no process ran are one time: it is started once, and then at the next.</summary>
internal sealed class StartOnSchedule(PlaybooksDb db, RunStarter starter, DefinitionCache definitions, TimeProvider time) : IWork
{
    public WorkPace Pace => new(TimeSpan.FromSeconds(5), 2, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => PlaybooksDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = PlaybookId.From(item.Id!.Value);
        await using var change = db.Change();
        var playbook = await PlaybooksDb.ForUpdate(change, id, ct);
        if (await PlaybooksDb.ScheduledAt(change, id, ct) is not { } due)
        {
            return false;
        }

        var definition = playbook is { State: PlaybookState.Published } ? await definitions.Find(change, id, playbook.Published!.Value, ct) : null;
        PlaybooksDb.Schedule(change, id, definition is null ? null : Schedule.Next(definition.Schedules, time.GetUtcNow()));
        if (definition is not null)
        {
            var reason = new RunReason(RunCause.Schedule, EventOf(id, due), new RunOrigin(null, null), playbook!.Place, []);
            await starter.Start(change, playbook, definition, reason, InputRules.Take(definition.Inputs, null, []), ct);
        }

        await change.Commit(ct);
        return true;
    }

    // Of one time there is one run at most, whoever comes to it.
    private static Guid EventOf(PlaybookId id, DateTimeOffset due) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{id.Value:N} {due.UtcTicks}")).AsSpan(0, 16));
}
