using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;

namespace Holdfast.Modules.Tickets.Features.Rules;

/// <summary>From what a request names to a place within reach, and to people, integrations and devices of the tenant. Asked before a change is opened.</summary>
internal sealed class RulePlaces(ScopeTree tree, IUsers users, IIntegrations integrations, IFleet fleet)
{
    public async Task<Result<ScopePath>> Of(OpContext op, SaveRuleRequest request, CancellationToken ct)
    {
        if (request.Opening?.AssigneeId is { } assignee && !await users.Has(op, assignee, ct))
        {
            return TicketsProblems.NobodyOfRule("opening.assigneeId");
        }

        foreach (var watcher in request.Opening?.Watchers ?? [])
        {
            if (!await users.Has(op, watcher, ct))
            {
                return TicketsProblems.NobodyOfRule("opening.watchers");
            }
        }

        foreach (var integration in request.Match.Integrations ?? [])
        {
            if (await integrations.Find(op, IntegrationId.From(integration), ct) is not { } through || !op.Reach.Covers(through.Place))
            {
                return TicketsProblems.NoIntegrationOfRule;
            }
        }

        foreach (var device in request.Match.Devices ?? [])
        {
            if (await fleet.FindDevice(op, DeviceId.From(device), ct) is not { } found || !op.Reach.Covers(found.Place))
            {
                return TicketsProblems.NoDeviceOfRule;
            }
        }

        return request.Scope is { Level: ScopeLevel.Device } || await tree.Find(op, request.Scope ?? new Scope(ScopeLevel.Tenant, op.Tenant.Value), ct) is not { } place ? TicketsProblems.UnknownScope
            : op.Reach.Covers(place) ? place
            : place == ScopePath.Tenant ? OperationProblems.OutOfReach(TicketsPermissions.Rules.Name)
            : TicketsProblems.UnknownScope;
    }
}
