using System.Net;
using Holdfast.Modules.Access.Addresses;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Factors;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access;

/// <summary>What the operator does about accounts.</summary>
internal sealed class OperatorAccounts(IServiceProvider services, PasswordResets resets, TimeProvider time) : IOperatorAccounts
{
    private const string InvitationPrefix = "hfi_";

    public async Task<Result<HandedToken>> Recover(string email, CancellationToken ct)
    {
        await using var scope = Open(default, "access.recover");
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        if (await db.UserByEmail(email, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        if (user.Status != UserStatus.Active)
        {
            return AccessProblems.UserDisabled;
        }

        await using var change = db.ChangeFor(Op(user.Tenant, "access.recover"));
        var token = resets.Issue(change, user);
        SignInDb.Unlock(change, user.Email);
        await Except(change, user, ct);
        return await change.Commit(new HandedToken(token.Token, token.ExpiresAt), ct);
    }

    public async Task<Result<Done>> ResetSecondFactors(string email, CancellationToken ct)
    {
        await using var scope = Open(default, "access.recover");
        if (await scope.ServiceProvider.GetRequiredService<AccessDb>().UserByEmail(email, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        await using var theirs = Open(user.Tenant, "access.recover");
        await using var change = theirs.ServiceProvider.GetRequiredService<AccessDb>().Change();
        SecondFactorDb.DeleteAll(change, user.Id);
        await theirs.ServiceProvider.GetRequiredService<Sessions>().End(change, user.Id, "ADMINISTRATOR", null, null, ct);
        change.Publish(new UserSecondFactorsChanged(user.Id, SecondFactorChange.Reset));
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.UserManagement, Severity = AuditSeverity.Warning });
        return await change.Commit(Done.Value, ct);
    }

    public async Task<Result<Done>> Unlock(string email, CancellationToken ct)
    {
        await using var scope = Open(default, "access.unlock");
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        if (await db.UserByEmail(email, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        await using var change = db.ChangeFor(Op(user.Tenant, "access.unlock"));
        SignInDb.Unlock(change, user.Email);
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.UserManagement, Severity = AuditSeverity.Warning });
        return await change.Commit(Done.Value, ct);
    }

    public async Task<BlockedAddress[]> BlockedAddresses(int limit, CancellationToken ct)
    {
        await using var scope = Open(default, "access.blocked_addresses");
        return [.. await scope.ServiceProvider.GetRequiredService<AddressDb>().Blocked(time.GetUtcNow(), limit, ct)];
    }

    public async Task<Result<Done>> ReleaseAddress(string address, CancellationToken ct)
    {
        await using var scope = Open(default, "access.blocked_addresses");
        return IPAddress.TryParse(address, out var parsed) && await scope.ServiceProvider.GetRequiredService<AddressDb>().ForgetNetwork(Guess.NetworkOf(parsed), ct)
            ? Done.Value
            : AccessProblems.AddressNotBlocked;
    }

    public async Task<HandedToken> Invite(TimeSpan goodFor, CancellationToken ct)
    {
        await using var scope = Open(default, "access.invite");
        var (code, now) = (SingleUseToken.New(InvitationPrefix), time.GetUtcNow());
        await scope.ServiceProvider.GetRequiredService<CompanyInvitationDb>().Add(SingleUseToken.Hash(code), now, now + goodFor, ct);
        return new HandedToken(code, now + goodFor);
    }

    // A password is worth nothing to who has to come in by an identity provider: whoever the operator recovers need not any more, or a provider that is gone would keep all out.
    private async Task Except(Change change, User user, CancellationToken ct)
    {
        var before = (await SignInRuleDb.ForUpdate(change, ct))!;
        if (!before.ExceptFor.Contains(user.Id) && (before.RequireSingleSignOn || await DomainAccessDb.AsksForSso(change, ct)))
        {
            var after = before with { ExceptFor = [.. before.ExceptFor, user.Id], ChangedAt = time.GetUtcNow(), Version = before.Version + 1 };
            SignInRuleDb.Update(change, after);
            change.Publish(new SignInRulesChanged(after.RequireSecondFactor, after.RequireSingleSignOn));
            change.Audit(AuditFact.Of("sign_in_rules", user.Tenant.Value, "", SignInRulesView.From(before), SignInRulesView.From(after)) with { Category = AuditCategory.SystemConfig, Severity = AuditSeverity.Warning });
        }
    }

    private AsyncServiceScope Open(TenantId tenant, string operation) => services.OpenOp(Op(tenant, operation));

    private OpContext Op(TenantId tenant, string operation) => OpContext.OfSystem(tenant, operation, Id.NewGuid(time).ToString("N"));
}
