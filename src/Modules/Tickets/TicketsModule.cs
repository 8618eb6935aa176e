using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Features;
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
        .Options<TicketsOptions>()
        .Schema()
        .Scoped<TicketsDb>()
        .Scoped<ActionChoice>()
        .Permissions(TicketsPermissions.All)
        .Feature<CreateTicket>()
        .Feature<GetTicket>()
        .Feature<ListTickets>()
        .Feature<UpdateTicket>()
        .Feature<DeleteTicket>()
        .Feature<CommentTicket>()
        .Feature<ListComments>()
        .Feature<ExecuteTicket>()
        .Handles<FindingRaised, OpenTicketOnFinding>()
        .Reconciles<FailLostExecutions>(TimeSpan.FromSeconds(15))
        .Publishes<TicketOpened>()
        .Publishes<TicketUpdated>()
        .Publishes<TicketCommented>()
        .Publishes<TicketExecuted>()
        .Publishes<TicketFailed>()
        .Publishes<TicketDerived>()
        .Publishes<TicketClosed>()
        .Publishes<TicketDeleted>();
}
