using System.Collections.Frozen;
using System.Globalization;
using Holdfast.Modules.Access.Provisioning.Filters;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>How an attribute's values compare.</summary>
internal enum ValueKind
{
    /// <summary>As text, whatever its case.</summary>
    Text,

    /// <summary>As text, to the letter.</summary>
    ExactText,

    /// <summary>As true or false.</summary>
    Flag,

    /// <summary>As a moment.</summary>
    Moment,
}

/// <summary>An attribute that can be looked for.</summary>
/// <param name="Kind">How it compares.</param>
/// <param name="Value">Its value, as an expression.</param>
internal sealed record SearchedAttribute(ValueKind Kind, Sql Value);

/// <summary>An attribute with several values.</summary>
/// <param name="Has">Makes of a condition on one of them that one of them is so.</param>
/// <param name="Parts">What they are made of, by name in lower case.</param>
internal sealed record SearchedValues(Func<Sql, Sql> Has, FrozenDictionary<string, SearchedAttribute> Parts);

/// <summary>What of a kind of resource can be looked for. What a filter says becomes parameters of constant expressions, and never text of a statement.</summary>
/// <param name="Schema">The URI of its schema.</param>
/// <param name="UsualOrder">The order of who asks for none.</param>
/// <param name="Single">Attributes with one value, by <see cref="AttributePath.Key"/>.</param>
/// <param name="Several">Attributes with several, by name in lower case.</param>
internal sealed record FilterDb(string Schema, Sql UsualOrder, FrozenDictionary<string, SearchedAttribute> Single, FrozenDictionary<string, SearchedValues> Several)
{
    /// <summary>Of people: <c>app_user u</c> with <c>provisioned_user p</c>.</summary>
    public static FilterDb Users { get; } = new(
        ScimSchemas.User,
        Sql.Constant("u.id"),
        Attributes(
            ("id", ValueKind.ExactText, Sql.Constant("u.id::text")),
            ("externalid", ValueKind.ExactText, Sql.Constant("p.external_id")),
            ("username", ValueKind.Text, Sql.Constant("u.email")),
            ("displayname", ValueKind.Text, Sql.Constant("coalesce(p.display_name, u.username)")),
            ("name.formatted", ValueKind.Text, Sql.Constant("p.formatted_name")),
            ("name.givenname", ValueKind.Text, Sql.Constant("p.given_name")),
            ("name.familyname", ValueKind.Text, Sql.Constant("p.family_name")),
            ("active", ValueKind.Flag, Sql.Constant("(u.status = 'ACTIVE')")),
            ("meta.created", ValueKind.Moment, Sql.Constant("u.created_at")),
            ("meta.lastmodified", ValueKind.Moment, Sql.Constant("coalesce(u.changed_at, u.created_at)")),
            ("meta.resourcetype", ValueKind.ExactText, Sql.Constant("'User'::text"))),
        new Dictionary<string, SearchedValues>(StringComparer.Ordinal)
        {
            // There is one: the address.
            ["emails"] = new(
                condition => condition,
                Attributes(("value", ValueKind.Text, Sql.Constant("u.email")), ("type", ValueKind.Text, Sql.Constant("'work'::text")), ("primary", ValueKind.Flag, Sql.Constant("true")))),
            ["groups"] = new(
                condition => $"""
                    exists (select from user_group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
                             where m.tenant_id = u.tenant_id and m.user_id = u.id and g.provisioned and ({condition}))
                    """,
                Attributes(("value", ValueKind.ExactText, Sql.Constant("g.id::text")), ("display", ValueKind.Text, Sql.Constant("g.name")), ("type", ValueKind.Text, Sql.Constant("'direct'::text")))),
        }.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>Of user groups: <c>user_group g</c>.</summary>
    public static FilterDb Groups { get; } = new(
        ScimSchemas.Group,
        Sql.Constant("g.id"),
        Attributes(
            ("id", ValueKind.ExactText, Sql.Constant("g.id::text")),
            ("externalid", ValueKind.ExactText, Sql.Constant("g.external_id")),
            ("displayname", ValueKind.Text, Sql.Constant("g.name")),
            ("meta.created", ValueKind.Moment, Sql.Constant("g.created_at")),
            ("meta.lastmodified", ValueKind.Moment, Sql.Constant("coalesce(g.changed_at, g.created_at)")),
            ("meta.resourcetype", ValueKind.ExactText, Sql.Constant("'Group'::text"))),
        new Dictionary<string, SearchedValues>(StringComparer.Ordinal)
        {
            ["members"] = new(
                condition => $"""
                    exists (select from user_group_member m join app_user u on u.tenant_id = m.tenant_id and u.id = m.user_id
                             where m.tenant_id = g.tenant_id and m.group_id = g.id and ({condition}))
                    """,
                Attributes(("value", ValueKind.ExactText, Sql.Constant("u.id::text")), ("display", ValueKind.Text, Sql.Constant("u.username")), ("type", ValueKind.Text, Sql.Constant("'User'::text")))),
        }.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>The filter as a condition that is true or false of every row; a problem when it speaks of what there is not.</summary>
    public Result<Sql> Condition(Filter filter) => Condition(filter, Single, Several).Map(Sql.OneOff);

    /// <summary>An order by an attribute; those without a value come last. A problem when there is no such attribute with one value.</summary>
    public Result<Sql> Order(string by, bool isDescending)
    {
        if (FilterParser.ParseAttribute(by) is not { } path || (path.Schema is not null && !IsOwn(path.Schema)))
        {
            return ProvisioningProblems.InvalidValue($"'{by}' is no attribute to sort by.");
        }

        var attribute = Single.GetValueOrDefault(path.Key);
        if (attribute is null && Several.TryGetValue(path.Name.ToLowerInvariant(), out var values) && path.Name.Equals("emails", StringComparison.OrdinalIgnoreCase))
        {
            attribute = values.Parts.GetValueOrDefault(path.Sub?.ToLowerInvariant() ?? "value");
        }

        if (attribute is null)
        {
            return ProvisioningProblems.InvalidValue($"'{by}' is no attribute to sort by.");
        }

        Sql key = attribute.Kind switch
        {
            ValueKind.Text => $"lower({attribute.Value}) collate \"C\"",
            ValueKind.ExactText => $"{attribute.Value} collate \"C\"",
            _ => attribute.Value,
        };
        return isDescending ? (Sql)$"{key} desc nulls last" : (Sql)$"{key} nulls last";
    }

    private static FrozenDictionary<string, SearchedAttribute> Attributes(params (string Key, ValueKind Kind, Sql Value)[] all) =>
        all.ToFrozenDictionary(a => a.Key, a => new SearchedAttribute(a.Kind, a.Value), StringComparer.Ordinal);

    private bool IsOwn(string schema) => schema.Equals(Schema, StringComparison.OrdinalIgnoreCase);

    private Result<Sql> Condition(Filter filter, FrozenDictionary<string, SearchedAttribute> single, FrozenDictionary<string, SearchedValues> several)
    {
        switch (filter)
        {
            case Filter.And(var left, var right):
                return Join(Condition(left, single, several), Condition(right, single, several), (a, b) => $"({a} and {b})");
            case Filter.Or(var left, var right):
                return Join(Condition(left, single, several), Condition(right, single, several), (a, b) => $"({a} or {b})");
            case Filter.Not(var inner):
                return Condition(inner, single, several).Map(c => (Sql)$"not ({c})");
            case Filter.Some(var attribute, var inner):
                return Values(attribute, several) is not { } values
                    ? Unknown(attribute, "has no several values")
                    : Condition(inner, values.Parts, FrozenDictionary<string, SearchedValues>.Empty).Map(values.Has);
            case Filter.Present(var attribute):
                return Present(attribute, single, several);
            default:
                return Comparing((Filter.Compare)filter, single, several);
        }
    }

    private Result<Sql> Present(AttributePath path, FrozenDictionary<string, SearchedAttribute> single, FrozenDictionary<string, SearchedValues> several)
    {
        if (One(path, single) is { } attribute)
        {
            return HasValue(attribute);
        }

        if (Values(path with { Sub = null }, several) is { } values)
        {
            return path.Sub is null ? values.Has($"true")
                : values.Parts.TryGetValue(path.Sub.ToLowerInvariant(), out var part) ? values.Has(HasValue(part))
                : Unknown(path, "is not kept here");
        }

        // An attribute that is made of others is there when one of them is.
        var prefix = path.Key + ".";
        var parts = path.Sub is null && (path.Schema is null || IsOwn(path.Schema)) ? single.Where(a => a.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(a => a.Value).ToArray() : [];
        return parts.Length == 0 ? Unknown(path, "is not kept here") : parts.Skip(1).Aggregate(HasValue(parts[0]), (all, p) => $"({all} or {HasValue(p)})");
    }

    private Result<Sql> Comparing(Filter.Compare compare, FrozenDictionary<string, SearchedAttribute> single, FrozenDictionary<string, SearchedValues> several)
    {
        if (One(compare.Attribute, single) is { } attribute)
        {
            return Compared(attribute, compare);
        }

        // Without a part, the one that is called value is meant (RFC 7643, 2.4).
        return Values(compare.Attribute with { Sub = null }, several) is { } values && values.Parts.TryGetValue(compare.Attribute.Sub?.ToLowerInvariant() ?? "value", out var part)
            ? Compared(part, compare).Map(values.Has)
            : Unknown(compare.Attribute, "is not kept here");
    }

    private SearchedAttribute? One(AttributePath path, FrozenDictionary<string, SearchedAttribute> single) =>
        path.Schema is null || IsOwn(path.Schema) ? single.GetValueOrDefault(path.Key) : null;

    private SearchedValues? Values(AttributePath path, FrozenDictionary<string, SearchedValues> several) =>
        path.Sub is null && (path.Schema is null || IsOwn(path.Schema)) ? several.GetValueOrDefault(path.Key) : null;

    private static Problem Unknown(AttributePath path, string why) => ProvisioningProblems.InvalidFilter($"'{path}' {why}.");

    private static Result<Sql> Join(Result<Sql> left, Result<Sql> right, Func<Sql, Sql, Sql> join) => !left.Succeeded ? left : !right.Succeeded ? right : join(left.Value, right.Value);

    private static Sql HasValue(SearchedAttribute attribute) =>
        attribute.Kind is ValueKind.Text or ValueKind.ExactText ? (Sql)$"nullif({attribute.Value}, '') is not null" : (Sql)$"{attribute.Value} is not null";

    private static Result<Sql> Compared(SearchedAttribute attribute, Filter.Compare compare)
    {
        if (compare.Value.Kind == LiteralKind.Null)
        {
            return compare.Comparison switch
            {
                Comparison.Equal => (Sql)$"not ({HasValue(attribute)})",
                Comparison.NotEqual => HasValue(attribute),
                _ => Misfit(compare, "null is only equal or not"),
            };
        }

        return attribute.Kind switch
        {
            ValueKind.Flag => OfFlag(attribute.Value, compare),
            ValueKind.Moment => OfMoment(attribute.Value, compare),
            _ when compare.Value.Kind != LiteralKind.Text => Misfit(compare, "it is text"),
            ValueKind.Text => OfText($"lower({attribute.Value})", $"lower({compare.Value.Text})", compare.Comparison),
            _ => OfText(attribute.Value, $"{compare.Value.Text}", compare.Comparison),
        };
    }

    // True or false, and never null: a row without a value is not equal to any.
    private static Sql OfText(Sql has, Sql asked, Comparison comparison) => comparison switch
    {
        Comparison.NotEqual => $"{has} is distinct from {asked}",
        Comparison.Equal => $"coalesce({has} = {asked}, false)",
        Comparison.Contains => $"coalesce(strpos({has}, {asked}) > 0, false)",
        Comparison.StartsWith => $"coalesce(starts_with({has}, {asked}), false)",
        Comparison.EndsWith => $"coalesce(right({has}, length({asked})) = {asked}, false)",
        Comparison.Greater => $"coalesce({has} collate \"C\" > {asked} collate \"C\", false)",
        Comparison.GreaterOrEqual => $"coalesce({has} collate \"C\" >= {asked} collate \"C\", false)",
        Comparison.Less => $"coalesce({has} collate \"C\" < {asked} collate \"C\", false)",
        _ => $"coalesce({has} collate \"C\" <= {asked} collate \"C\", false)",
    };

    private static Result<Sql> OfFlag(Sql has, Filter.Compare compare)
    {
        bool? asked = compare.Value switch
        {
            { Kind: LiteralKind.True } => true,
            { Kind: LiteralKind.False } => false,
            { Kind: LiteralKind.Text } text when bool.TryParse(text.Text, out var said) => said,
            _ => null,
        };
        return asked is not { } value || compare.Comparison is not (Comparison.Equal or Comparison.NotEqual) ? Misfit(compare, "it is true or false, and equal or not")
            : value == (compare.Comparison == Comparison.Equal) ? has
            : (Sql)$"not {has}";
    }

    private static Result<Sql> OfMoment(Sql has, Filter.Compare compare)
    {
        if (compare.Value.Kind != LiteralKind.Text || !DateTimeOffset.TryParse(compare.Value.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var asked))
        {
            return Misfit(compare, "it is a moment such as \"2026-11-30T12:00:00Z\"");
        }

        return compare.Comparison switch
        {
            Comparison.Equal => (Sql)$"{has} = {asked}",
            Comparison.NotEqual => (Sql)$"{has} <> {asked}",
            Comparison.Greater => (Sql)$"{has} > {asked}",
            Comparison.GreaterOrEqual => (Sql)$"{has} >= {asked}",
            Comparison.Less => (Sql)$"{has} < {asked}",
            Comparison.LessOrEqual => (Sql)$"{has} <= {asked}",
            _ => Misfit(compare, "a moment is no text"),
        };
    }

    private static Problem Misfit(Filter.Compare compare, string why) => ProvisioningProblems.InvalidFilter($"'{compare.Attribute}' cannot be compared so: {why}.");
}
