using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Reconcilers;

/// <summary>Brings in a new signing key before the old one is worn.</summary>
internal sealed class RotateSigningKeys(SigningKeys keys, IOptions<AccessOptions> options) : IReconciler
{
    public Task Reconcile(CancellationToken ct) => keys.Rotate(options.Value.SigningKeyLifetime, ct);
}
