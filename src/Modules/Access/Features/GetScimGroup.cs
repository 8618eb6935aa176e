using System.ComponentModel;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Modules.Access.Provisioning.Resources;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One user group that the identity provider keeps (RFC 7644, 3.4.1).</summary>
internal sealed class GetScimGroup(ProvisionedGroups all) : IFeature
{
    public static Admission Admission { get; } = Admission.Provisioner.Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/scim/v2/Groups/{id}", (UserGroupId id, [Description("Only these attributes, with commas between.")] string? attributes, [Description("All but these attributes, with commas between.")] string? excludedAttributes, ScimBase at, GetScimGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, Projection.Of(attributes, excludedAttributes), at, ct).ToScim())
        .AnswersScim<GroupResource>()
        .SpeaksScim();

    public async Task<Result<ScimReply>> Handle(OpContext op, UserGroupId id, Result<Projection> wanted, ScimBase at, CancellationToken ct) => wanted.Fails(out var projection, out var problem)
        ? problem
        : (await all.Find(op, id, projection.Wants("members"), ct)).Map(found => ScimViews.Reply(found, at, projection));
}
