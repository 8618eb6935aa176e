using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Modules.Tickets.Features.Rules;
using Holdfast.Modules.Tickets.Reactions;
using Holdfast.Modules.Tickets.Reconcilers;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets;

/// <summary>Work to do: opened by people and findings, executed in outside products, or handed on.</summary>
public sealed class TicketsModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "tickets";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Schema()
        .Scoped<TicketsDb>()
        .Scoped<TicketListDb>()
        .Scoped<TimelineDb>()
        .Scoped<PartsDb>()
        .Scoped<SlaDb>()
        .Scoped<CustodyDb>()
        .Scoped<ViewsDb>()
        .Scoped<RulesDb>()
        .Scoped<RulePlaces>()
        .Scoped<TicketsContract>()
        .Scoped<TicketsByRule>()
        .Scoped<TicketBook>()
        .Scoped<TicketParts>()
        .Scoped<TicketPlaces>()
        .Scoped<HandingOn>()
        .Scoped<ActionChoice>()
        .Contract<ITickets, TicketsContract>()
        .Permissions(TicketsPermissions.All)
        .Feature<CreateTicket>()
        .Feature<GetTicket>()
        .Feature<ListTickets>()
        .Feature<GetTicketsOverview>()
        .Feature<UpdateTicket>()
        .Feature<DeleteTicket>()
        .Feature<CommentTicket>()
        .Feature<ListComments>()
        .Feature<ExecuteTicket>()
        .Feature<GetTimeline>()
        .Feature<ListObservables>()
        .Feature<AddObservable>()
        .Feature<RemoveObservable>()
        .Feature<ListLinks>()
        .Feature<AddLink>()
        .Feature<RemoveLink>()
        .Feature<ListWatchers>()
        .Feature<AddWatcher>()
        .Feature<RemoveWatcher>()
        .Feature<ListCustody>()
        .Feature<HandOn>()
        .Feature<AcceptTicket>()
        .Feature<HandBack>()
        .Feature<MergeTicket>()
        .Feature<UndoMerge>()
        .Feature<ListSimilar>()
        .Feature<GetSla>()
        .Feature<SetSla>()
        .Feature<ForgetSla>()
        .Feature<GetTicketFigures>()
        .Feature<ChangeTickets>()
        .Feature<ListRules>()
        .Feature<GetRule>()
        .Feature<CreateRule>()
        .Feature<UpdateRule>()
        .Feature<DeleteRule>()
        .Feature<OrderRules>()
        .Feature<RehearseRules>()
        .Feature<ListViews>()
        .Feature<CreateView>()
        .Feature<UpdateView>()
        .Feature<DeleteView>()
        .Works<ChaseTickets>()
        .Contract<ITenantFigures, TicketFigures>()
        .Handles<TicketOpened, MarkFigures>()
        .Handles<TicketUpdated, MarkFigures>()
        .Handles<TicketClosed, MarkFigures>()
        .Handles<TicketReopened, MarkFigures>()
        .Handles<TicketUnmerged, MarkFigures>()
        .Handles<TicketDeleted, MarkFigures>()
        .Handles<FindingRaised, OpenTicketOnFinding>()
        .Handles<AlertReceived, TicketAlerts>()
        .Handles<AlertEnded, TicketAlerts>()
        .Handles<UserDeleted, ForgetPeopleOfRules>()
        .Handles<DeviceMoved, MoveTicketsOnDeviceMoved>()
        .Handles<ActionApproved, FollowRun>()
        .Handles<ActionRejected, FollowRun>()
        .Handles<ActionExpired, FollowRun>()
        .Handles<ActionStarted, FollowRun>()
        .Handles<ActionDone, FollowRun>()
        .Handles<ActionFailed, FollowRun>()
        .Handles<ActionUnknown, FollowRun>()
        .Handles<ActionUndone, FollowRun>()
        .Handles<ActionVerified, FollowRun>()
        .Handles<ActionContradicted, FollowRun>()
        .Publishes<TicketOpened>(TicketsPermissions.Read)
        .Publishes<TicketUpdated>(TicketsPermissions.Read)
        .Publishes<TicketCommented>(TicketsPermissions.Read)
        .Publishes<TicketExecuted>(TicketsPermissions.Read)
        .Publishes<TicketFailed>(TicketsPermissions.Read)
        .Publishes<TicketDerived>(TicketsPermissions.Read)
        .Publishes<TicketClosed>(TicketsPermissions.Read)
        .Publishes<TicketDeleted>(TicketsPermissions.Read)
        .Publishes<TicketOverdue>(TicketsPermissions.Read)
        .Publishes<TicketEscalated>(TicketsPermissions.Read)
        .Publishes<TicketReopened>(TicketsPermissions.Read)
        .Publishes<TicketCustodyMoved>(TicketsPermissions.Read)
        .Publishes<TicketMerged>(TicketsPermissions.Read)
        .Publishes<TicketUnmerged>(TicketsPermissions.Read);
}
