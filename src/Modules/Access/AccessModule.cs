using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Access.Reconcilers;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access;

/// <summary>Who may do what: people, their sessions and tokens, roles.</summary>
public sealed class AccessModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "access";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<AccessOptions>()
        .Schema()
        .Scoped<AccessDb>()
        .Scoped<SignInDb>()
        .Scoped<SessionDb>()
        .Scoped<PasswordDb>()
        .Scoped<PasswordGuesses>()
        .Scoped<NewPasswords>()
        .Singleton<PasswordResets>()
        .Scoped<InvitationDb>()
        .Port<IOperatorAccounts, OperatorAccounts>()
        .Scoped<SignIns>()
        .Scoped<FreshSignIn>()
        .Scoped<Sessions>()
        .Singleton<Passwords>()
        .Register(services => services.AddSingleton(Passwords.Hasher))
        .Singleton<RefreshTurns>()
        .Singleton<SigningKeys>()
        .Singleton<AccessTokens>()
        .Singleton<BearerAuthenticator>()
        .Register(services => services.AddSingleton<IAuthenticator>(s => s.GetRequiredService<BearerAuthenticator>()))
        .Scoped<ApiKeyDb>()
        .Singleton<KeyPermissions>()
        .Singleton<ApiKeys>()
        .Singleton<KeyUses>()
        .Register(services => services.AddSingleton<IAuthenticator, ApiKeyAuthenticator>())
        .Runs<WriteKeyUses>(Roles.Api)
        .Singleton<RoleTable>()
        .Port<IAuthorizer, GrantsAuthorizer>()
        .Contract<IUsers, UsersContract>()
        .Contract<ITenantFounding, TenantFounding>()
        .Contract<ITenantRemoval, AccessRemoval>()
        .Counts<AccessOptions>(AccessDb.Seats, o => o.SeatsPerTenant)
        .Counts<AccessOptions>(ApiKeyDb.Quota, o => o.KeysPerTenant)
        .Permissions(AccessPermissions.All)
        .Feature<Register>()
        .Feature<Login>()
        .Feature<Refresh>()
        .Feature<Logout>()
        .Feature<Confirm>()
        .Feature<ChangePassword>()
        .Feature<ChooseFirstPassword>()
        .Feature<ResetPassword>()
        .Feature<ListSessions>()
        .Feature<EndSession>()
        .Feature<EndOtherSessions>()
        .Feature<GetMe>()
        .WellKnown<GetKeys>()
        .Feature<CreateUser>()
        .Feature<GetUser>()
        .Feature<ListUsers>()
        .Feature<UpdateUser>()
        .Feature<DeleteUser>()
        .Feature<SetUserPassword>()
        .Feature<CreatePasswordReset>()
        .Feature<EndUserSessions>()
        .Feature<UnlockUser>()
        .Feature<ListRoles>()
        .Feature<CreateAssignment>()
        .Feature<ListAssignments>()
        .Feature<DeleteAssignment>()
        .Feature<CreateApiKey>()
        .Feature<GetApiKey>()
        .Feature<ListApiKeys>()
        .Feature<RotateApiKey>()
        .Feature<DeleteApiKey>()
        .Feature<GetApiKeyUsage>()
        .Feature<ReportLeakedKey>()
        .Reconciles<PruneKeyUses>(TimeSpan.FromHours(1))
        .Reconciles<RotateSigningKeys>(TimeSpan.FromHours(1))
        .Reconciles<PruneSessions>(TimeSpan.FromMinutes(15))
        .Publishes<UserCreated>(AccessPermissions.Read)
        .Publishes<UserUpdated>(AccessPermissions.Read)
        .Publishes<UserDeleted>(AccessPermissions.Read)
        .Publishes<UserPasswordChanged>(AccessPermissions.Read)
        .Publishes<AssignmentCreated>(AccessPermissions.ReadRoles)
        .Publishes<AssignmentDeleted>(AccessPermissions.ReadRoles)
        .Publishes<SessionEnded>(AccessPermissions.Read)
        .Publishes<ApiKeyCreated>(AccessPermissions.ReadKeys)
        .Publishes<ApiKeyRotated>(AccessPermissions.ReadKeys)
        .Publishes<ApiKeyRevoked>(AccessPermissions.ReadKeys)
        .Publishes<ApiKeyLeaked>(AccessPermissions.ReadKeys);
}
