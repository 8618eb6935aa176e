using System.Buffers.Text;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Identity;

namespace Holdfast.Modules.Access.Factors;

/// <summary>
/// What the framework's handler of passkeys reads of people. An authenticator gives back the handle that it was given: a person is found by it, tenant and all, and
/// only their own passkeys are looked at. The handler changes nothing; what it would is done in the change that follows.
/// </summary>
internal sealed class PasskeyStore(AccessDb db, PasskeyDb passkeys, OpContext op) : IUserPasskeyStore<User>
{
    private const int IdBytes = 16;

    /// <summary>Who was last found by a handle, whatever came of it; null when nobody.</summary>
    public User? Found { get; private set; }

    /// <summary>What authenticators keep of a person: both ids and nothing else.</summary>
    public static string HandleOf(User user)
    {
        Span<byte> bytes = stackalloc byte[2 * IdBytes];
        user.Tenant.Value.TryWriteBytes(bytes);
        user.Id.Value.TryWriteBytes(bytes[IdBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    public async Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        Span<byte> bytes = stackalloc byte[2 * IdBytes];
        if (!Base64Url.IsValid(userId, out var length) || length != bytes.Length || Base64Url.DecodeFromChars(userId, bytes) != bytes.Length)
        {
            return null;
        }

        var own = op with { Tenant = TenantId.From(new Guid(bytes[..IdBytes])) };
        var user = UserId.From(new Guid(bytes[IdBytes..]));
        return Found = await db.For(own).User(own, user, cancellationToken);
    }

    public async Task<User?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.Has(op, credentialId, cancellationToken) ? Found : null;

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(User user, CancellationToken cancellationToken) =>
        [.. (await passkeys.Of(op with { Tenant = user.Tenant }, user.Id, cancellationToken)).Select(Info)];

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await GetPasskeysAsync(user, cancellationToken)).FirstOrDefault(p => p.CredentialId.AsSpan().SequenceEqual(credentialId));

    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(HandleOf(user));

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) => GetUserNameAsync(user, cancellationToken);

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AddOrUpdatePasskeyAsync(User user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemovePasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is held.
    }

    private static UserPasskeyInfo Info(Passkey key) => new(
        key.CredentialId, key.PublicKey, key.CreatedAt, (uint)key.SignCount, [.. key.Transports], key.IsUserVerified, key.IsBackupEligible, key.IsBackedUp, [], []);
}
