using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Pins;

namespace McpGateway.Tests.Proxy.Pins;

public sealed class CanonicalJsonProperties
{
    private const int MaxTests = 1_000;

    private static readonly string[] Names = ["a", "b", "description", "é", "\uFB33", "\U0001F600", "type", "\"", "\\", " "];
    private static readonly string[] Scalars = ["1", "1.0", "-0", "1e3", "true", "false", "null", "\"\"", "\"x\"", "\"<é>\"", "\"\\n\""];

    [Fact]
    public void Write_OtherOrderSpaceAndSpelling_IsTheSame() =>
        Prop.ForAll(Pairs().ToArbitrary(), pair =>
            Canonical(Spell(pair.Value, pair.Seed, isPlain: true)) == Canonical(Spell(pair.Value, pair.Seed, isPlain: false)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(MaxTests));

    [Fact]
    public void Write_Canonical_StaysAsItIsAndSaysTheSame() =>
        Prop.ForAll(Pairs().ToArbitrary(), pair =>
        {
            var text = Spell(pair.Value, pair.Seed, isPlain: false);
            var canonical = Canonical(text);
            return Canonical(canonical) == canonical && JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(canonical));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(MaxTests));

    [Fact]
    public void Write_AnotherValue_IsAnother() =>
        Prop.ForAll(Pairs().ToArbitrary(), Pairs().ToArbitrary(), (left, right) =>
        {
            var (one, other) = (Spell(left.Value, 0, isPlain: true), Spell(right.Value, 0, isPlain: true));
            return (Canonical(one) == Canonical(other)) == (Sorted(left.Value) == Sorted(right.Value));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(MaxTests));

    [Fact]
    public void Write_Members_StandInTheOrderOfTheirCodeUnits() =>
        Assert.Equal(
            """{"1":1,"\u00F6":2,"\uD83D\uDE00":3,"\uFB33":4}""",
            Canonical("{\"\uFB33\":4,\"\U0001F600\":3,\"ö\":2,\"1\":1}"));

    private static Gen<(Node Value, int Seed)> Pairs() =>
        from value in Values(3)
        from seed in Gen.Choose(0, int.MaxValue)
        select (value, seed);

    private static Gen<Node> Values(int depth)
    {
        var scalar = Gen.Elements(Scalars).Select(static text => new Node(text, null, null));
        if (depth == 0)
        {
            return scalar;
        }

        var list = Gen.ArrayOf(Values(depth - 1), 3).Select(static items => new Node(null, items, null));
        var members =
            from names in Gen.SubListOf(Names)
            from values in Gen.ArrayOf(Values(depth - 1), Names.Length)
            select new Node(null, null, [.. names.Zip(values)]);
        return Gen.OneOf(scalar, list, members);
    }

    /// <summary>The value as JSON, in an order, with spaces and escapes that depend on the seed.</summary>
    private static string Spell(Node node, int seed, bool isPlain)
    {
        var gap = isPlain ? "" : (seed % 3) switch { 0 => " ", 1 => "\n\t", _ => "" };
        return node switch
        {
            { Scalar: { } scalar } => scalar,
            { Items: { } items } => $"[{gap}{string.Join("," + gap, items.Select(item => Spell(item, seed / 2, isPlain)))}{gap}]",
            { Members: { } members } => $"{{{gap}{string.Join("," + gap, Ordered(members, seed, isPlain).Select(
                member => $"{Name(member.Name, seed, isPlain)}{gap}:{gap}{Spell(member.Value, seed / 2, isPlain)}"))}{gap}}}",
            _ => throw new InvalidOperationException(),
        };
    }

    private static IEnumerable<(string Name, Node Value)> Ordered(
        IReadOnlyList<(string Name, Node Value)> members, int seed, bool isPlain) =>
        isPlain ? members : members.OrderBy(member => HashCode.Combine(member.Name, seed));

    private static string Name(string name, int seed, bool isPlain) => isPlain || seed % 2 == 0
        ? JsonEncodedText.Encode(name) is var plain ? $"\"{plain}\"" : ""
        : $"\"{string.Concat(name.Select(static character => $"\\u{(int)character:x4}"))}\"";

    private static string Sorted(Node node) => node switch
    {
        { Scalar: { } scalar } => scalar,
        { Items: { } items } => $"[{string.Join(',', items.Select(Sorted))}]",
        { Members: { } members } => $"{{{string.Join(',', members.OrderBy(static member => member.Name, StringComparer.Ordinal)
            .Select(static member => $"{JsonEncodedText.Encode(member.Name)}:{Sorted(member.Value)}"))}}}",
        _ => throw new InvalidOperationException(),
    };

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Write(document.RootElement));
    }

    private sealed record Node(string? Scalar, IReadOnlyList<Node>? Items, IReadOnlyList<(string Name, Node Value)>? Members);
}
