using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.BuiltIn.Mcpgw;

namespace McpGateway.Tests.BuiltIn.Mcpgw;

/// <summary>Whatever schema a server states: what the finder shows of it is shorter and still tells how to call the tool.</summary>
public sealed class SchemaProperties
{
    private static readonly string[] Names = ["title", "description", "city", "examples", "default", "type", "required", "a b", "ü"];

    private static readonly Gen<string> Leaf = Gen.Elements(
        """{"type":"string","description":"a long text about it"}""", """{"type":"integer","default":5}""",
            """{"const":"c","title":"T"}""", "{}", "true",
        """{"type":["string","null"]}""", """{"enum":["title","description"]}""",
            """{"type":"array","items":{"type":"string","title":"I"}}""");

    private static readonly Gen<string> Schema =
        from names in Gen.Elements(Names).ListOf()
        from leaves in Leaf.ArrayOf(Names.Length)
        from required in Gen.Elements(Names).ListOf()
        select "{\"type\":\"object\",\"title\":\"All\",\"properties\":{"
            + string.Join(',', names.Distinct().Zip(leaves, (name, leaf) => $"\"{name}\":{leaf}"))
            + "},\"required\":[" + string.Join(',', required.Distinct().Select(name => $"\"{name}\"")) + "]}";

    [Fact]
    public void Cut_AnySchema_IsNoLongerWithLessDetail() => Prop.ForAll(Schema.ToArbitrary(), text =>
    {
        var lengths = new[] { Detail.Full, Detail.Lean, Detail.Required, Detail.Name }.Select(detail =>
            Length(SchemaTrimmer.Cut(JsonElement.Parse(text), detail))).ToArray();
        return lengths.SequenceEqual(lengths.OrderDescending());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cut_Lean_KeepsEveryPropertyAndEveryRequirement() => Prop.ForAll(Schema.ToArbitrary(), text =>
    {
        var (full, lean) = (JsonNode.Parse(text)!, SchemaTrimmer.Cut(JsonElement.Parse(text), Detail.Lean)!);
        return NamesOf(full).SequenceEqual(NamesOf(lean)) && JsonNode.DeepEquals(full["required"], lean["required"]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cut_Required_KeepsExactlyWhatACallNeeds() => Prop.ForAll(Schema.ToArbitrary(), text =>
    {
        var full = JsonNode.Parse(text)!;
        var required = full["required"]!.AsArray().Select(name => name!.GetValue<string>()).ToHashSet();
        return NamesOf(full).Where(required.Contains).SequenceEqual(NamesOf(SchemaTrimmer.Cut(JsonElement.Parse(text), Detail.Required)!));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Template_AnySchema_HasTheRequiredOrAFewOptionalArguments() => Prop.ForAll(Schema.ToArbitrary(), text =>
    {
        var schema = JsonElement.Parse(text);
        var names = NamesOf(JsonNode.Parse(text)!);
        var required = SchemaTrimmer.RequiredOf(schema);
        var expected = required.Count > 0 ? names.Where(required.Contains) : names.Take(4);
        return ArgumentTemplate.Of(schema).Select(argument => argument.Key).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"type":"string"}""", "\"<string>\"")]
    [InlineData("""{"type":["string","null"]}""", "\"<value>\"")]
    [InlineData("""{"type":"integer","default":5}""", "5")]
    [InlineData("""{"default":null}""", "null")]
    [InlineData("""{"default":{"a":[1]}}""", """{"a":[1]}""")]
    [InlineData("""{"default":1,"const":2}""", "1")]
    [InlineData("true", "\"<value>\"")]
    public void Template_Value_IsTheDefaultOrWhatToFillIn(string schema, string expected)
    {
        var template = ArgumentTemplate.Of(JsonElement.Parse($$$"""{"properties":{"a":{{{schema}}}},"required":["a"]}"""));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), template["a"]), ToolAnswers.TextOf(template));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Template_NoSchema_IsEmpty(string? schema) =>
        Assert.Empty(ArgumentTemplate.Of(schema is null ? null : JsonElement.Parse(schema)));

    [Fact]
    public void FirstWords_AnyText_IsItsBeginningAndShort() => Prop.ForAll<NonNull<string>, PositiveInt>(static (piece, times) =>
    {
        var text = string.Concat(Enumerable.Repeat(piece.Get + "😀 ", times.Get));
        var first = SchemaTrimmer.FirstWords(text);
        return text.Length <= 160
            ? first == text
            : first.Length <= 161 && first[^1] == '…' && text.StartsWith(first[..^1], StringComparison.Ordinal)
                && !char.IsHighSurrogate(first[^2]);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(Detail.Full, null)]
    [InlineData(Detail.Lean, "descriptions")]
    [InlineData(Detail.Required, "descriptions, optional arguments")]
    [InlineData(Detail.Name, "tool_schema, descriptions")]
    public void LeftOut_Detail_IsSaid(object detail, string? expected) => Assert.Equal(expected, SchemaTrimmer.LeftOut((Detail)detail));

    [Theory]
    [InlineData("a < b & \"c\" > 'd' ü 東", """{"t":"a < b & \"c\" > 'd' ü 東"}""")]
    [InlineData("line\nbreak", """{"t":"line\nbreak"}""")]
    public void TextOf_Answer_IsReadableForModels(string text, string expected) =>
        Assert.Equal(expected, ToolAnswers.TextOf(new JsonObject { ["t"] = text }));

    [Theory]
    [InlineData("""{"progress":1.5}""", 1.5f)]
    [InlineData("""{"progress":1e30}""", 1e30f)]
    [InlineData("""{"progress":1e300}""", null)]
    [InlineData("""{"progress":-1e999}""", null)]
    [InlineData("""{"progress":"1"}""", null)]
    [InlineData("""{}""", null)]
    public void Progress_Number_IsOneThatCanBePassedOn(string progress, float? expected) =>
        Assert.Equal(expected, ProgressRelay.Number(JsonElement.Parse(progress), "progress"));

    private static IEnumerable<string> NamesOf(JsonNode schema) => schema["properties"]!.AsObject().Select(property => property.Key);

    private static int Length(JsonNode? node) => node is null ? 0 : Encoding.UTF8.GetByteCount(ToolAnswers.TextOf(node));
}
