namespace Holdfast.Tests.System.Counterparts.Cedar;

/// <summary>
/// Random conditions in Cedar's text: mostly of fitting types, sometimes not; attributes that are mostly there; operands mostly in parentheses, sometimes without, so
/// that precedence counts, or the text is none.
/// </summary>
internal sealed class ConditionGenerator(Random random)
{
    private static readonly string[] Ips =
        ["10.0.0.1", "10.0.0.0/8", "10.1.2.3/16", "127.0.0.1", "127.0.0.0/7", "::1", "::1/127", "fe80::/10", "fe80::1", "ff02::1", "224.0.0.1", "0.0.0.0/0", "::/0", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::ffff:a00:1",
         "10.0.0.256", "10.0.0.01", "1.2.3", "::1.2.3.4", "1:2:3:4:5:6:7::8", "10.0.0.1/33", "10.0.0.1/08", "fe80::1%1", ":::", "1::2::3", "::1/129", "[::1]", "10.0.0.1/", " 10.0.0.1"];

    private static readonly string[] Decimals =
        ["0.0", "1.0", "1.0000", "-1.5", "12.34", "922337203685477.5807", "-922337203685477.5808", "0.0001", "-0.0", "00.10", "1", ".5", "5.", "1.23456", "922337203685477.5808", "+1.0", "1e5.0", "-922337203685477.5809"];

    private static readonly string[] Moments =
        ["1970-01-01", "2024-02-29", "2024-02-29T12:30:45Z", "2024-02-29T12:30:45.123Z", "2024-02-29T12:30:45+0100", "2024-02-29T12:30:45.999-2359", "0000-01-01", "0000-02-29", "9999-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z",
         "2023-02-29", "2024-13-01", "2024-02-29T24:00:00Z", "2024-02-29T12:30:60Z", "2024-02-29T12:30:45", "2024-02-29 12:30:45Z", "2024-02-29T12:30:45.1Z", "2024-02-29T12:30:45+2400", "24-02-29", "2024-02-29Z", "1900-02-29"];

    private static readonly string[] Spans =
        ["0ms", "1d", "1d2h3m4s5ms", "-1h", "90m", "1ms", "-9223372036854775808ms", "9223372036854775807ms", "106751991167d", "5s", "00005m", "1h1h", "", "-", "5", "1ms1s", "9223372036854775808ms", "106751991168d", "1 h", "+1h", "1D"];

    private static readonly string[] Texts = ["", "a", "alice", "a*b", "Zürich", "\\u{1F600}x", "line\\nbreak", "\\\"quoted\\\"", "\\0", "\\x41", "tag", "env", "prod", "aXbXc", "\\\\", "a\\u{2a}b"];

    private static readonly string[] Patterns = ["*", "a*", "*e", "a*b*c", "\\*", "a\\*b", "", "**", "*\\u{1F600}*", "Z?rich", "Zür*", "*\\n*", "a\\u{2a}", "*a*i*e*", "\\\\*", "\\x2a"];

    private static readonly string[] Longs =
        ["0", "1", "2", "3", "7", "10", "42", "100", "-1", "-5", "9223372036854775807", "-9223372036854775808", "4611686018427387904", "3037000500", "007", "9223372036854775808", "--1", "-(3)"];

    public static readonly string[] Types = ["User", "Group", "Device", "Holdfast::Sensor"];

    public static readonly string[] Ids = ["a", "b", "c"];

    /// <summary>A condition; deeper ones are larger.</summary>
    public string Bool(int depth)
    {
        if (Odds(3))
        {
            return Any(depth);
        }

        if (depth <= 0 || Odds(12))
        {
            return Pick("true", "false", Attribute("flag"), Attribute("flag"), $"{Operand(Entity(0))} == {Operand(Entity(0))}", "context has flag", "principal has level", "action == Action::\"read\"");
        }

        var less = depth - 1;
        return random.Next(22) switch
        {
            0 => $"!{Operand(Bool(less))}",
            1 => $"{Operand(Bool(less))} && {Operand(Bool(less))}",
            2 => $"{Operand(Bool(less))} || {Operand(Bool(less))}",
            3 => $"if {Bool(less)} then {Bool(less)} else {Bool(less)}",
            4 or 5 => $"{Operand(Long(less))} {Pick("<", "<=", ">", ">=", "==", "!=")} {Operand(Long(less))}",
            6 => Same(less),
            7 => $"{Operand(Entity(less))} in {Operand(Odds(50) ? Entity(less) : Set(less, Entity))}",
            8 => $"{Operand(Entity(less))} is {Pick(Types)}{(Odds(40) ? $" in {Operand(Odds(60) ? Entity(less) : Set(less, Entity))}" : "")}",
            9 => $"{Operand(Odds(60) ? Entity(less) : Record(less))} has {Pick("name", "level", "nested.name", "nested.nested.level", "owner.name", "\"odd name\"", "owner.owner.nested.level", "in", "principal")}",
            10 or 11 => $"{Operand(Text(less))} like \"{Pick(Patterns)}\"",
            12 => $"{Operand(Set(less, Text))}.contains({Text(less)})",
            13 => $"{Operand(Set(less, Long))}.{Pick("containsAll", "containsAny")}({Set(less, Long)})",
            14 => $"{Operand(Set(less, Entity))}.{Pick("containsAll", "containsAny", "contains")}({(Odds(70) ? Set(less, Entity) : Entity(less))})",
            15 => $"{Operand(Set(less, Any))}.isEmpty({(Odds(2) ? "1" : "")})",
            16 => $"{Operand(Entity(less))}.hasTag({Text(less)})",
            17 => $"{Operand(Ip(less))}.{Pick("isIpv4()", "isIpv6()", "isLoopback()", "isMulticast()", "isIpv4(1)")}",
            18 => $"{Operand(Ip(less))}.isInRange({Ip(less)}{(Odds(3) ? ", ip(\"::1\")" : "")})",
            19 => $"{Operand(Decimal(less))}.{Pick("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")}({Decimal(less)})",
            20 => $"{Operand(Moment(less))} {Pick("<", "<=", ">", ">=", "==", "!=")} {Operand(Moment(less))}",
            _ => $"{Operand(Span(less))} {Pick("<", "<=", ">", ">=", "==", "!=")} {Operand(Span(less))}",
        };
    }

    public string Text(int depth) => Wrapped(depth, Text) ?? Pick($"\"{Pick(Texts)}\"", Attribute("name"), Attribute("name"), $"{Operand(Entity(depth - 1))}.getTag(\"{Pick("env", "tag", "none")}\")");

    private string Long(int depth) => Wrapped(depth, Long) ?? (depth <= 0
        ? Pick(Pick(Longs), Attribute("level"), Attribute("level"))
        : random.Next(7) switch
        {
            0 => $"{Operand(Long(depth - 1))} {Pick("+", "-", "*")} {Operand(Long(depth - 1))}",
            1 => $"{Operand(Long(depth - 1))} {Pick("+", "-", "*")} {Operand(Long(depth - 1))} {Pick("+", "-", "*")} {Operand(Long(0))}",
            2 => $"-{Operand(Long(depth - 1))}",
            3 => $"{Operand(Span(depth - 1))}.{Pick("toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays")}()",
            4 => Attribute("level"),
            _ => Pick(Longs),
        });

    private string Entity(int depth) => Wrapped(depth, Entity) ?? Pick("principal", "resource", "principal", "resource", "action", Attribute("owner"), Attribute("owner"), Uid(), Uid(), "Action::\"read\"");

    private string Set(int depth, Func<int, string> of) => Wrapped(depth, less => Set(less, of)) ?? random.Next(5) switch
    {
        0 => Attribute("tags"),
        1 => Attribute("members"),
        _ => $"[{string.Join(", ", Enumerable.Range(0, random.Next(5)).Select(_ => of(Math.Min(depth - 1, 1))))}{(Odds(3) ? "," : "")}]",
    };

    private string Record(int depth) => Wrapped(depth, Record) ?? random.Next(4) switch
    {
        0 => "context",
        1 => Attribute("nested"),
        _ => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(at => $"{(at == 0 ? Pick("name", "\"name\"", "\"odd name\"", "level") : "nested")}: {Any(Math.Min(depth - 1, 1))}"))}}}",
    };

    private string Ip(int depth) => Wrapped(depth, Ip) ?? Pick($"ip(\"{PickGood(Ips)}\")", $"ip(\"{PickGood(Ips)}\")", Attribute("address"));

    private string Decimal(int depth) => Wrapped(depth, Decimal) ?? Pick($"decimal(\"{PickGood(Decimals)}\")", $"decimal(\"{PickGood(Decimals)}\")", Attribute("score"));

    private string Moment(int depth) => Wrapped(depth, Moment) ?? random.Next(depth > 0 ? 5 : 3) switch
    {
        3 => $"{Operand(Moment(depth - 1))}.offset({Span(depth - 1)})",
        4 => $"{Operand(Moment(depth - 1))}.toDate()",
        2 => Attribute("since"),
        _ => $"datetime(\"{PickGood(Moments)}\")",
    };

    private string Span(int depth) => Wrapped(depth, Span) ?? random.Next(depth > 0 ? 5 : 3) switch
    {
        3 => $"{Operand(Moment(depth - 1))}.durationSince({Moment(depth - 1)})",
        4 => $"{Operand(Moment(depth - 1))}.toTime()",
        2 => Attribute("span"),
        _ => $"duration(\"{PickGood(Spans)}\")",
    };

    private string Any(int depth) => random.Next(10) switch
    {
        0 => Bool(depth),
        1 or 2 => Long(depth),
        3 or 4 => Text(depth),
        5 => Entity(depth),
        6 => Set(depth, Long),
        7 => Record(depth),
        8 => Pick(Ip(depth), Decimal(depth)),
        _ => Pick(Moment(depth), Span(depth)),
    };

    // Two values of the same type, as often as not from the same few.
    private string Same(int depth)
    {
        Func<int, string>[] kinds = [Text, Entity, less => Set(less, Long), less => Set(less, Text), Record, Ip, Decimal, Moment, Span, Bool];
        var kind = random.GetItems(kinds, 1)[0];
        return $"{Operand(kind(depth))} {Pick("==", "!=")} {Operand(kind(depth))}";
    }

    // Sometimes something else of the type, or around it, or of another type.
    private string? Wrapped(int depth, Func<int, string> same)
    {
        if (Odds(2))
        {
            return Any(depth - 1);
        }

        return depth <= 0 || Odds(85) ? null : random.Next(4) switch
        {
            0 => $"(if {Bool(depth - 1)} then {same(depth - 1)} else {same(depth - 1)})",
            1 => $"{{\"name\": {same(depth - 1)}, level: 1}}.name",
            2 => $"{{\"odd name\": {same(depth - 1)}}}[\"odd name\"]",
            _ => $"({same(depth - 1)})",
        };
    }

    private string Attribute(string name) => $"{Pick("principal", "principal", "resource", "context", "context", "context.nested", "principal.owner", "resource.nested")}{(Odds(10) ? $"[\"{name}\"]" : $".{name}")}";

    private string Operand(string text) => Odds(88) && text.Contains(' ', StringComparison.Ordinal) ? $"({text})" : text;

    private string Uid() => $"{Pick(Types)}::\"{Pick(Ids)}\"";

    private bool Odds(int percent) => random.Next(100) < percent;

    private string Pick(params string[] of) => of[random.Next(of.Length)];

    // The first half of each list is fit to be read, more or less.
    private string PickGood(string[] of) => of[random.Next(Odds(90) ? of.Length / 2 : of.Length)];
}
