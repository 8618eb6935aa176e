using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Enrollment;

/// <summary>Who waits for a tenant's enrolment token.</summary>
internal sealed class EnrollmentTurns
{
    public OneByOne<TenantId> OfToken { get; } = new();
}
