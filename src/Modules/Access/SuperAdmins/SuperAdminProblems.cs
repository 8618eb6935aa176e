using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.SuperAdmins;

/// <summary>What can stand in the way of giving and using the platform's own role.</summary>
internal static class SuperAdminProblems
{
    public static Problem NoFactor { get; } = new(
        ProblemKind.Conflict, "super_admin.no_second_factor", "The platform's role takes a second factor: this person has neither an app nor a passkey, and no identity provider signs them in.");

    public static Problem HeldAlready { get; } = new(ProblemKind.Conflict, "super_admin.held", "This person has the platform's role already.");

    public static Problem NotHeld { get; } = new(ProblemKind.NotFound, "super_admin.not_held", "This person does not have the platform's role.");

    public static Problem Guarded { get; } = new(
        ProblemKind.Forbidden, "super_admin.guarded", "This person has the platform's role: only somebody who has it too, or the operator, hands them a password or takes their second factors away.");
}
