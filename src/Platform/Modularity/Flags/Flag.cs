using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Flags;

/// <summary>A part of the product that a tenant has by its plan, or not. What protects a tenant's accounts and what it must be able to prove stand behind none.</summary>
/// <param name="Name">As in rows: lower snake case; never renamed.</param>
/// <param name="Meaning">One sentence for the person who chooses a plan.</param>
public sealed record Flag(string Name, string Meaning);

/// <summary>Which flags are on for which tenant.</summary>
public interface IFlags
{
    /// <summary>Whether a flag is on. From memory, and a second old at most.</summary>
    bool IsOn(TenantId tenant, Flag flag);

    /// <summary>The name of the plan that holds for a tenant: for saying what lacks a flag.</summary>
    string PlanOf(TenantId tenant);

    /// <summary>The key of the plan that holds for a tenant, such as <c>FREE</c>. From memory, and a second old at most.</summary>
    string PlanKeyOf(TenantId tenant);
}
