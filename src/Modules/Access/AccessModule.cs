using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Access.Reconcilers;
using Holdfast.Modules.Access.Tokens;
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
        .Scoped<Sessions>()
        .Singleton<Passwords>()
        .Singleton<SigningKeys>()
        .Singleton<AccessTokens>()
        .Singleton<BearerAuthenticator>()
        .Register(services => services.AddSingleton<IAuthenticator>(s => s.GetRequiredService<BearerAuthenticator>()))
        .Register(services => services.AddSingleton<IAuthorizer>(s => s.GetRequiredService<BearerAuthenticator>()))
        .Contract<IUsers, UsersContract>()
        .Permissions(AccessPermissions.All)
        .Feature<Register>()
        .Feature<Login>()
        .Feature<Refresh>()
        .Feature<Logout>()
        .Feature<GetMe>()
        .WellKnown<GetKeys>()
        .Feature<CreateUser>()
        .Feature<GetUser>()
        .Feature<ListUsers>()
        .Feature<UpdateUser>()
        .Feature<DeleteUser>()
        .Reconciles<RotateSigningKeys>(TimeSpan.FromHours(1))
        .Reconciles<PruneSessions>(TimeSpan.FromMinutes(15))
        .Publishes<UserCreated>()
        .Publishes<UserUpdated>()
        .Publishes<UserDeleted>()
        .Publishes<SessionEnded>();
}
