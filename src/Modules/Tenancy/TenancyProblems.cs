using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy;

/// <summary>What can stand in the way in this module.</summary>
internal static class TenancyProblems
{
    public static Problem TenantNotFound { get; } = new(ProblemKind.NotFound, "tenant.not_found", "There is no such tenant.");

    public static Problem OrganizationNotFound { get; } = new(ProblemKind.NotFound, "organization.not_found", "There is no such organization.");

    public static Problem GroupNotFound { get; } = new(ProblemKind.NotFound, "group.not_found", "There is no such group.");

    public static Problem OrganizationExists { get; } = new(ProblemKind.Conflict, "organization.exists", "There is an organization with this name.");

    public static Problem GroupExists { get; } = new(ProblemKind.Conflict, "group.exists", "The organization has a group with this name.");

    public static Problem OrganizationNotEmpty { get; } =
        new(ProblemKind.Conflict, "organization.not_empty", "The organization still has groups; delete them first.");

    public static Problem GroupNotEmpty { get; } = new(ProblemKind.Conflict, "group.not_empty", "The group still has devices; remove them first.");

    public static Problem UnknownOrganization { get; } =
        Problem.OfField("group.unknown_organization", "organizationId", "There is no such organization.");

    public static Problem BadName(string field) =>
        Problem.OfField("name.bad", field, "A name has 1 to 100 characters and no control characters.");
}
