using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets.Reactions;

/// <summary>A rule gives nobody who is gone its tickets; it says so, and opens them without.</summary>
internal sealed class ForgetPeopleOfRules : IHandle<UserDeleted>
{
    public Task<Problem?> Handle(Change change, UserDeleted what, StoredEvent stored, CancellationToken ct)
    {
        RulesDb.Forget(change, what.User, $"{TicketsProblems.UnknownAssignee.Code}: {TicketsProblems.UnknownAssignee.Detail}");
        return Task.FromResult<Problem?>(null);
    }
}
