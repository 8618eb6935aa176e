using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Features;

/// <param name="Company">The new tenant's name: 1 to 100 characters.</param>
/// <param name="Username">2 to 64 characters.</param>
/// <param name="Email">Unique on the platform.</param>
/// <param name="Password">12 to 256 characters, not a common one.</param>
/// <param name="RefreshTokenIn">BODY unless a browser asks for the cookie.</param>
internal sealed record RegisterRequest(string Company, string Username, string Email, string Password, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body) : IRequest
{
    public Problem? Check() => Identity.CheckUsername(Username) ?? Identity.CheckEmail(Email) ?? PasswordRules.Check(Password, Username, Email, Company);
}

/// <summary>Makes a tenant and its first administrator, and signs them in.</summary>
internal sealed class Register(AccessDb db, ITenants tenants, Passwords passwords, Sessions sessions, IOptions<AccessOptions> options, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/register", (RegisterRequest request, Register feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(tokens => tokens.Deliver(http, request.RefreshTokenIn), tokens => $"/api/tenants/{tokens.Tenant.Id}"))
        .OpenToAll("A company that is not a customer yet has no credential.");

    public async Task<Result<SessionTokens>> Handle(OpContext op, RegisterRequest request, CancellationToken ct)
    {
        if (!options.Value.OpenRegistration)
        {
            return AccessProblems.RegistrationClosed;
        }

        if (tenants.CheckName(request.Company) is { } badName)
        {
            return badName;
        }

        var now = time.GetUtcNow();
        var user = new User(
            Id.New<TenantId>(time), Id.New<UserId>(time), request.Username.Trim(), request.Email, Role.Admin, UserStatus.Active, passwords.Hash(request.Password), now, 1, now);
        await using var change = db.ChangeFor(op with { Tenant = user.Tenant, Actor = user.AsActor() });
        var tenant = tenants.Create(change, request.Company);
        AccessDb.Insert(change, user);
        var tokens = await sessions.Open(change, tenant, user, ct);
        change.Publish(new UserCreated(user.Id, user.Username, user.Role));
        change.Audit(new AuditFact("tenant", tenant.Id.Value, tenant.Name, null, AuditFact.Show(TenantOfSession.From(tenant))) { Category = AuditCategory.SystemConfig });
        change.Audit(UserView.Fact(null, UserView.From(user)));
        return await change.Commit(ct) is { } problem ? problem : tokens;
    }
}
