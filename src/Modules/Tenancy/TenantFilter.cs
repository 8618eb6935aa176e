using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy;

/// <summary>Which tenants of a list.</summary>
internal sealed record TenantFilter(TenantState? State, TenantId? Parent, SearchText? Search)
{
    public Sql Condition
    {
        get
        {
            var condition = State is { } state ? (Sql)$" and state = {state}" : Sql.Empty;
            condition = Parent is { } parent ? $"{condition} and parent_id = {parent}" : condition;
            return Search is { } search ? $"{condition}{search.In("name, slug")}" : condition;
        }
    }
}
