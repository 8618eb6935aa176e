using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What other modules may ask of people.</summary>
internal sealed class UsersContract(AccessDb db) : IUsers
{
    public async Task<bool> Has(OpContext op, UserId id, CancellationToken ct) => await db.User(op, id, ct) is not null;
}
