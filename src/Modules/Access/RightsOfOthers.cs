using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.SuperAdmins;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>
/// Compares what somebody may do with what another person of the tenant may. Who hands a person a password, or takes their second factors away, can come in as that
/// person: so nobody does it to somebody who may do more.
/// </summary>
internal sealed class RightsOfOthers(Entitlements entitlements, UserGroupDb groups, Places places, Rights rights, SuperAdminDb superAdmins)
{
    /// <summary>Why the operation's principal may not act on a person's credentials; null when it may do everything that they may. Asked before a change begins.</summary>
    /// <param name="op">Whose principal.</param>
    /// <param name="person">Whose credentials.</param>
    /// <param name="more">What is answered when the person may do more.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Problem?> Check(OpContext op, UserId person, Problem more, CancellationToken ct) =>
        !op.Principal.IsSuperAdmin && await superAdmins.Has(op, person, ct) ? SuperAdminProblems.Guarded
        : await HasAsMuch(op, person, ct) ? null
        : more;

    // By whichever role or group, and in a tenant below as well: that tree is not this operation's to read, there the caller needs all of it.
    private async Task<bool> HasAsMuch(OpContext op, UserId person, CancellationToken ct)
    {
        var has = await entitlements.OfUser(op, person, ct);
        var seen = await places.Look(op, has.Where(e => e.In == op.Tenant).Select(e => (e.In, e.Node)), ct);
        if (rights.CheckNamed(op, [PolicyVocabulary.PersonOf(person.Value), .. (await groups.GroupsOf(op, [person.Value], ct))[person.Value].Select(PolicyVocabulary.GroupOf), .. has.SelectMany(e => e.Roles).Select(PolicyVocabulary.RoleOf)]) is not null)
        {
            return false;
        }

        return has.All(e => rights.MayGive(op, e.Permissions, e.In, seen.Of(e.In, e.Node)));
    }
}
