using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Refusals;
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
/// <param name="Invitation">The operator's single-use code; needed where registration is not open to all.</param>
internal sealed record RegisterRequest(
    string Company, string Username, string Email, string Password, RefreshTokenIn RefreshTokenIn = RefreshTokenIn.Body, string? Invitation = null) : IRequest
{
    public Problem? Check() => Invitation is { Length: > 256 } ? AccessProblems.InvitationInvalid : Identity.CheckUsername(Username) ?? Identity.CheckEmail(Email) ?? PasswordRules.Check(Password, Username, Email, Company);
}

/// <summary>Makes a tenant and its first administrator, and signs them in.</summary>
internal sealed class Register(AccessDb db, CompanyInvitationDb invitations, ITenants tenants, Passwords passwords, Sessions sessions, Quotas quotas, RefusalLog refusals, IOptions<AccessOptions> options, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.OpenToAll("A company that is not a customer yet has no credential.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/register", (RegisterRequest request, Register feature, OpContext op, HttpContext http, CancellationToken ct) =>
            feature.Handle(op, request, RefreshCookie.Read(http), ct).ToCreated(tokens => tokens.Deliver(http, request.RefreshTokenIn), tokens => $"/api/tenants/{tokens.Tenant.Id}"))
        .TakesCredentials();

    public async Task<Result<SessionTokens>> Handle(OpContext op, RegisterRequest request, string? replaces, CancellationToken ct)
    {
        if (await NotInvited(request, ct) is { } uninvited)
        {
            refusals.Note(uninvited, op.Origin.Address);
            return uninvited;
        }

        if (tenants.CheckName(request.Company) is { } badName)
        {
            return badName;
        }

        var hash = await passwords.Hash(request.Password, ct);
        if (!hash.Succeeded)
        {
            return hash.Problem;
        }

        var now = time.GetUtcNow();
        var user = new User(
            Id.New<TenantId>(time), Id.New<UserId>(time), request.Username.Trim(), request.Email, StockRole.Admin.Id, UserStatus.Active, hash.Value, now, 1, now);
        await using var change = db.ChangeFor(op with { Tenant = user.Tenant, Principal = user.AsPrincipal() });
        if (await quotas.Take(change, AccessDb.Seats, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        var tenant = tenants.Create(change, request.Company);
        AccessDb.Insert(change, user);
        AssignmentDb.Insert(change, Assignment.OfUser(user, StockRole.Admin.Id, time));
        var (_, tokens) = await sessions.Open(change, tenant, user, ProofMethod.OnlyPassword, ct);
        SignInDb.Remember(change, user, Guess.NetworkOf(op.Origin.Address), now);
        change.Publish(new UserCreated(user.Id, user.Username, StockRole.Admin.Id));
        change.Audit(new AuditFact("tenant", tenant.Id.Value, tenant.Name, null, AuditFact.Show(TenantOfSession.From(tenant))) { Category = AuditCategory.SystemConfig });
        change.Audit(UserView.Fact(null, UserView.From(user)));
        if (Needed(request) is { } code && !await CompanyInvitationDb.Take(change, code, now, ct))
        {
            return AccessProblems.InvitationInvalid;
        }

        if (await change.Commit(ct) is { } problem)
        {
            return problem;
        }

        await sessions.EndBy(op, replaces, "REPLACED", ct);
        return tokens;
    }

    // Looked at before the costly password; taken with the commit, so that it is good for one tenant.
    private async Task<Problem?> NotInvited(RegisterRequest request, CancellationToken ct) =>
        options.Value.OpenRegistration ? null
        : Needed(request) is not { } code ? AccessProblems.RegistrationClosed
        : await invitations.Has(code, time.GetUtcNow(), ct) ? null : AccessProblems.InvitationInvalid;

    private byte[]? Needed(RegisterRequest request) => options.Value.OpenRegistration || request.Invitation is null ? null : SingleUseToken.Hash(request.Invitation);
}
