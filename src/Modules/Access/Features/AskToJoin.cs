using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Features;

/// <param name="Email">The person's address, at a domain of the tenant's.</param>
internal sealed record AskToJoinRequest(string Email) : IRequest
{
    public Problem? Check() => Identity.CheckEmail(Email);
}

/// <summary>
/// Sends somebody an invitation who asks for one, when their address is of a domain whose people may join. The answer is always the same: it tells nobody which
/// domains those are, and who has an account.
/// </summary>
internal sealed class AskToJoin(IDomains domains, ITenantStates states, IServiceProvider services, TimeProvider time) : IFeature
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);

    public static Admission Admission { get; } = Admission.OpenToAll("Who asks has no account; the mail goes to the address alone.").NotAudited("What is sent is in the log of the tenant that it is of.");

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/join", (AskToJoinRequest request, AskToJoin feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, ct).ToEmpty())
        .TakesCredentials();

    public async Task<Result<Done>> Handle(OpContext op, AskToJoinRequest request, CancellationToken ct)
    {
        if (domains.Find(request.Email[(request.Email.LastIndexOf('@') + 1)..]) is { } domain && states.Closed(domain.Tenant) is null)
        {
            var own = new OpContext(domain.Tenant, Principal.OfSystem("domain " + domain.Name), op.Origin, op.Operation);
            await using var scope = services.OpenOp(own);
            await scope.ServiceProvider.GetRequiredService<DomainInvitations>().Send(own, domain, request.Email, time.GetUtcNow() + GoodFor, ct);
        }

        return Done.Value;
    }
}
