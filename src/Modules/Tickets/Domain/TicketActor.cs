using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>Who did something.</summary>
/// <param name="Kind">Whether a person, a sensor or the platform.</param>
/// <param name="Id">Which; null for the platform.</param>
/// <param name="Name">For people, as it was then.</param>
internal sealed record TicketActor(PrincipalKind Kind, Guid? Id, string Name)
{
    public static TicketActor Of(Principal principal) => new(principal.Kind, principal.Id, principal.Name);
}
