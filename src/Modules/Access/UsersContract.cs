using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What other modules may ask of people.</summary>
internal sealed class UsersContract(AccessDb db) : IUsers
{
    public async Task<bool> Has(OpContext op, UserId id, CancellationToken ct) => await db.User(op, id, ct) is not null;

    public async Task<IReadOnlyList<PersonSummary>> Find(OpContext op, IReadOnlyCollection<string> named, CancellationToken ct)
    {
        var ids = named.Select(n => Guid.TryParse(n, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToArray();
        return [.. (await db.Active(op, ids, [.. named.Select(n => n.ToLowerInvariant())], ct)).Select(u => new PersonSummary(u.Id, u.Username, u.Email))];
    }
}
