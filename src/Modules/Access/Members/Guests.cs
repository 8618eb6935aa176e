using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Access.Members;

/// <summary>Adds to changes that people of one tenant come into another, and go. Both tenants' logs say so.</summary>
internal static class Guests
{
    /// <summary>Lets somebody in; the seat was taken before.</summary>
    /// <param name="across">Of the tenant that takes them in, with sight of all.</param>
    /// <param name="guest">Who.</param>
    public static void Join(Change across, Guest guest)
    {
        MemberDb.Insert(across, guest);
        across.SayInBoth(guest.Home, guest.Tenant, new MemberJoined(guest.User, guest.Home, guest.Tenant), GuestView.Fact(null, GuestView.From(guest)));
    }

    /// <summary>Lets somebody go, with all that they had there; their seat is free.</summary>
    /// <param name="across">With sight of all tenants; of the guest's own, of the one where they are, or of the platform.</param>
    /// <param name="guest">Who.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task Leave(Change across, Guest guest, CancellationToken ct)
    {
        MemberDb.Delete(across, guest);
        await Quotas.Return(across, guest.Tenant, AccessDb.Seats, 1, ct);
        across.SayInBoth(guest.Home, guest.Tenant, new MemberLeft(guest.User, guest.Home, guest.Tenant), GuestView.Fact(GuestView.From(guest), null));
    }

    /// <summary>Lets a person go from everywhere who is about to be gone.</summary>
    public static async Task LeaveAll(Change across, User user, CancellationToken ct)
    {
        foreach (var guest in await MemberDb.OfPerson(across, user.Tenant, user.Id, ct))
        {
            await Leave(across, guest, ct);
        }
    }
}
